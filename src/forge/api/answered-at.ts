/** The server's time in an answer, its `Date`. A cache in between says by `Age` how long ago the server wrote it. */
export function answeredAt(headers: Headers): Date | undefined {
  const written = Date.parse(headers.get("date") ?? "");
  const age = /^\d{1,9}$/.exec(headers.get("age") ?? "")?.[0] ?? "0";
  return Number.isNaN(written) ? undefined : new Date(written + Number(age) * 1000);
}
