#!/bin/sh
# Compiles the service and starts it. usage: sh run.sh PORT
cd "$(dirname "$0")"
port=${1-8080}
set -- service Notes.Program service/*.cs
. ./compile.sh
exec dotnet out/service.dll "$port"
