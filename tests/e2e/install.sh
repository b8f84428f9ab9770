#!/bin/sh
# Install what the checks need: mail clients and servers, an X server, fonts, a browser, Tesseract;
# then the readers of mail that npm has.
set -eu

packages="thunderbird xvfb openbox imagemagick fonts-noto-cjk notmuch neomutt tesseract-ocr fonts-dejavu-core maildir-utils dovecot-imapd chromium chromium-driver npm"

is_installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=""
for package in $packages; do
    is_installed "$package" || missing="$missing $package"
done

# An environment of its own for what a file of requirements names; new when the file is.
make_environment() {
    if [ ! -e "$1/.ready" ] || [ "$2" -nt "$1/.ready" ]; then
        rm -rf "$1"
        python3 -m venv "$1"
        "$1/bin/python" -m pip install --quiet --no-compile --disable-pip-version-check -r "$2"
        touch "$1/.ready"
    fi
}

# Programs and libraries from PyPI and npm that open what we write; none belongs into the project's
# environment, and the older readers of mail need older packages than the programs.
install_libraries() {
    make_environment build/e2e-peers tests/e2e/requirements.txt
    make_environment build/e2e-tools tests/e2e/tools.txt
    if [ ! -e tests/e2e/node_modules ]; then
        (cd tests/e2e && npm install --silent --no-audit --no-fund --no-package-lock)
    fi
}

# A machine may have Node.js without Debian's package of it.
if command -v npm >/dev/null; then
    missing="${missing%% npm}"
fi
if [ -z "$missing" ]; then
    echo "e2e: all packages are installed"
    install_libraries
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
install_libraries
