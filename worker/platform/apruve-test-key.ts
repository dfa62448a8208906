/**
 * The public key that Apruve's test environment signs its webhooks with, as its published plugins ship it
 * (SHA-256 of its DER form: 97e28283961c4dc5d74ca6190c59218596966b34e4b05d65fd4c8ceb58e799c2).
 */
export const apruveTestKey = `-----BEGIN PUBLIC KEY-----
MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAyW11AbIoTNBSdb85EnlR
DvdHiKAeoayvxE1yJykAbBo3M2K4kZA8wfdR+lcP/8nMUCHF90XJusHt/9uwWirp
PSbk3BpsdSXif7yYaerSD4vLLO98+ZkSDe/bWLVxaE/vrCwW09gkD97j1t88Sh6W
dn86cOjpI9NMVBuB2c5gtfcm2mMRHHpFvOHlD9BZBCmCW+ltkoRcVpFvSCts2sIE
suS6bW44d7Yp2iz+cZd2NsK/73TRi+PYYjWLkZoI8NZnPidcIBmUqJWQ7EQCj4Va
d1RfHAM17fgY/qW+LlYhNsR+PMzvE3B43Y25uTsG+2wGwJhvidvJnZr8HM2pmThy
7v4Wgsroon6pvYHeHhLMMhPvByPk3sstq5qqKl2lZDWMy7jPKnlwHqL/U1kbTHa8
WZ/ITuv4iT2pB02YqTkufaBwg0s2rA39kR9+CdGyz6nh7uBlWeeHJHQZuIobUJ9K
gdaUpp4uIhbWJN7TV8ibsWKqB62ZsPy97IdS7QDP1IYGxsvaqbvg/+h7zTMfZM51
SfOfwWzhj0nAyStsOQlfBW5LU33G72L8wBveqsCTueedVoFLSSIeSa44ZA+hAO6F
mgxPf8k5BnoWxpU4UBwd2juqSrYNjYyMyASFG06OTLoaDd03tAbcN22WAN3D826c
H/otleCjMdyZE3pjwN7Z9tsCAwEAAQ==
-----END PUBLIC KEY-----
`;
