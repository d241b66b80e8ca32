#!/bin/sh
# Starts Procatlas: its command line, run by the Electron of this package as if that were Node. Electron's own start ends
# at once for root, and fails without a display, before a line of ours has run; this one needs neither, so that
# "sudo procatlas pmap 1" works. The command line opens the window, in a process of its own.
here=$(dirname -- "$(readlink -f -- "$0")")
# The start of an AppImage puts it first where user namespaces are closed. The command line sees that for itself.
if [ "${1-}" = --no-sandbox ]; then shift; fi
ELECTRON_RUN_AS_NODE=1 exec "$here/procatlas-app" "$here/resources/app/dist/main/cli.js" "$@"
