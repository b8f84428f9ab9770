#!/bin/sh
# Install what the checks need: mail clients with an X server, fonts, and Tesseract.
set -eu

packages="thunderbird xvfb openbox imagemagick fonts-noto-cjk notmuch neomutt tesseract-ocr fonts-dejavu-core"

is_installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=""
for package in $packages; do
    is_installed "$package" || missing="$missing $package"
done

if [ -z "$missing" ]; then
    echo "e2e: all packages are installed"
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "e2e: must be run as root to install:$missing" >&2
    exit 1
fi

echo "e2e: installing:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update --quiet
# $missing is a list of words on purpose.
# shellcheck disable=SC2086
apt-get install --quiet --yes --no-install-recommends $missing
