import { z } from "zod";
import { wrong } from "./fields";

/** Labels of up to 63 characters, 253 in all, the last one beginning with a letter. Source: RFC 1123. */
const shape = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** What is often written instead: the first that fits tells what is wrong. */
const mistakes: readonly { readonly fits: RegExp; readonly what: string; readonly hint: string }[] = [
  {
    fits: /\*/,
    what: "a domain name without a wildcard",
    hint: "such as srv.example.internal: AWS takes no wildcard name for private APIs, though a wildcard certificate will do",
  },
  {
    fits: /[A-Z]/,
    what: "a domain name in small letters",
    hint: "write it small, such as srv.example.internal: names are the same in capital and in small letters",
  },
  {
    fits: /\.$/,
    what: "a domain name without a dot at its end",
    hint: "leave the last dot out, as in srv.example.internal",
  },
  {
    fits: /^[^.]*$/,
    what: "a domain name of at least two labels",
    hint: "put a dot and a domain of your own behind it, as in srv.example.internal",
  },
];

const otherwise = {
  what: "a domain name",
  hint: "such as srv.example.internal: labels of a-z, 0-9 and - with dots between, the last one beginning with a letter",
};

/** A host's name of two labels or more, in small letters. */
export function domainName() {
  const error = (issue: { readonly input?: unknown }): string => {
    const { input } = issue;
    const mistake = typeof input === "string" ? mistakes.find(({ fits }) => fits.test(input)) : undefined;
    const { what, hint } = mistake ?? otherwise;
    return wrong(what, hint)(issue);
  };
  return z.string({ error }).regex(shape, { error });
}
