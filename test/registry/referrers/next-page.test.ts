import { expect, test } from "vitest";
import { nextPage } from "../../../src/registry/referrers/next-page.ts";

const page = new URL("https://registry.example:8443/v2/app/tags/list?n=2");

// RFC 8288, as registries write it: distribution relative, Harbor and GHCR absolute or relative.
test.each<[string | undefined, string | undefined]>([
  [undefined, undefined],
  ["", undefined],
  ['</v2/app/tags/list?n=2&last=b>; rel="next"', "/v2/app/tags/list?n=2&last=b"],
  ["</v2/app/tags/list?last=b>; rel=next", "/v2/app/tags/list?last=b"],
  ['<list?last=b>;rel="next"', "/v2/app/tags/list?last=b"],
  ['<https://registry.example:8443/v2/x?p=1>; rel="next"', "/v2/x?p=1"],
  // TLS ends before the registry, which does not know of it.
  ['<http://registry.example:8443/v2/x?p=1>; rel="next"', "/v2/x?p=1"],
  ['</a>; rel="prev", </b?x=1,2>; title="c"; rel="next"', "/b?x=1,2"],
  ['</a>; rel="prev"', undefined],
  ['<https://elsewhere.example/v2/x>; rel="next"', undefined],
  ['<https://registry.example/v2/x>; rel="next"', undefined],
  ['<http://[>; rel="next"', undefined],
  ["nonsense", undefined],
])("%s leads to %s", (link, expected) => {
  expect(nextPage(link, page)?.href).toBe(
    expected === undefined ? undefined : new URL(expected, "https://registry.example:8443").href,
  );
});
