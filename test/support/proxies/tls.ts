import { createExchange, type Exchange } from "../../../src/registry/http/exchange.ts";

/** A key pair for `localhost`, 127.0.0.1 and [::1], signed by itself and good for tests alone. */
export const tls = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgwFWc8Qf8c6PBja2G
xk23xh5MIkTpkJI1ujMNPjKUNQihRANCAARnAuqynhbF/kt1DK8o+p0HN2L/5rh1
35bW7QXS2UG7l2JLeRz79dVFnb45oAq7nvFO6UIBASOu6byzv4nLsGmy
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBrzCCAVSgAwIBAgIUZfH4nZrdzWCiM0QUkF/z24yi8UMwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTAyMzczMVoYDzIxMjYxMDI4
MDIzNzMxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARnAuqynhbF/kt1DK8o+p0HN2L/5rh135bW7QXS2UG7l2JLeRz79dVF
nb45oAq7nvFO6UIBASOu6byzv4nLsGmyo4GBMH8wHQYDVR0OBBYEFNzzAbWDrlvh
cRxwOAK1J4WySz9SMB8GA1UdIwQYMBaAFNzzAbWDrlvhcRxwOAK1J4WySz9SMA8G
A1UdEwEB/wQFMAMBAf8wLAYDVR0RBCUwI4IJbG9jYWxob3N0hwR/AAABhxAAAAAA
AAAAAAAAAAAAAAABMAoGCCqGSM49BAMCA0kAMEYCIQD7xattB/mhBYu/hJ7Cxfxm
sjaWMlA14Uq0G6Pyw878pAIhAI6RpL8miLweZAbYa+OS7cD6reNJE/w8ptiaXxJZ
RkYm
-----END CERTIFICATE-----
`,
} as const;

/** An exchange that trusts the certificate of {@link tls}. */
export function trustingExchange(): Exchange {
  return createExchange({ ca: tls.cert });
}
