abi <abi/4.0>,
include <tunables/global>

# Ubuntu since 23.10 keeps user namespaces, of which Chromium builds its sandbox, from programs without such a profile.
profile "${executable}" "/opt/${sanitizedProductName}/${executable}-app" flags=(unconfined) {
  userns,

  include if exists <local/${executable}>
}
