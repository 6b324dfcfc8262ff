// Stands for any source while tests/lint.test.ts checks texts in its place. Its project has no other file, so that the
// types are there within seconds.
export {};
