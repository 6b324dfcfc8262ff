import assert from "node:assert/strict";
import fc from "fast-check";
import { fittingName, fittingPrefix } from "../../components/fittingName";

const suffix = ".function";

describe("a name that AWS has to take", () => {
  it("is Pulumi's own as long as that fits, and else begins with as much of it as fits", () => {
    assert.deepEqual(fittingName("a".repeat(47), suffix, 64), {});
    assert.deepEqual(fittingName("a".repeat(48), suffix, 64), { namePrefix: `${"a".repeat(28)}.function-` });
  });

  it("is never too long, with what Pulumi or the provider adds, and keeps its suffix", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), fc.constantFrom(64, 80, 128), (base, longest) => {
        const { namePrefix } = fittingName(base, suffix, longest);
        if (namePrefix === undefined) assert.ok(base.length + suffix.length + 8 <= longest);
        else {
          assert.ok(namePrefix.endsWith(`${suffix}-`));
          assert.equal(namePrefix.length, longest - 26);
        }
        assert.ok(fittingPrefix(base, "-", longest).length <= longest - 26);
      }),
    );
  });
});
