#!/bin/sh
# Compiles the service with its tests and runs them. usage: sh test.sh [GROUP…]   groups: contract-form behaviour contract policy page log
cd "$(dirname "$0")"
groups=$*
set -- tests Notes.Tests.Program service/*.cs tests/*.cs
. ./compile.sh
export DOTNET_TieredPGO=0 DOTNET_NOLOGO=1
# shellcheck disable=SC2086
exec dotnet out/tests.dll $groups
