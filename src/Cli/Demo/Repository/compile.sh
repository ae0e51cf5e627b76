# Compiles C# files into out/$1.dll with the compiler of the .NET SDK, without a project and without packages: about a second.
# usage: . ./compile.sh NAME MAIN-CLASS FILES…
set -eu
sdk=$(dotnet --list-sdks | sed -n 's/^\(10\.[^ ]*\) \[\(.*\)\]$/\2\/\1/p' | tail -n 1)
packs=${sdk%/sdk/*}/packs/Microsoft.NETCore.App.Ref
reference=$(ls -d "$packs"/10.*/ref/net10.0 | tail -n 1)
name=$1 main=$2
shift 2
mkdir -p out
{
  echo '-nologo -nostdlib+ -target:exe -langversion:latest -nullable:enable -warnaserror -debug-'
  echo "-main:$main -out:out/$name.dll"
  for assembly in "$reference"/*.dll; do echo "-r:\"$assembly\""; done
  for file in "$@"; do echo "\"$file\""; done
} >"out/$name.rsp"
dotnet "$sdk/Roslyn/bincore/csc.dll" -noconfig "@out/$name.rsp"
printf '{"runtimeOptions":{"tfm":"net10.0","framework":{"name":"Microsoft.NETCore.App","version":"10.0.0"}}}' >"out/$name.runtimeconfig.json"
