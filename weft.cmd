@echo off
rem Builds Weft when its sources have changed, then runs it; "weft bench SUITE" runs the benchmarks the same way.
rem Standard output belongs to the command alone: whatever the build says goes to standard error.
setlocal
set "root=%~dp0"
set "project=src\Cli"
set "program=weft.dll"
set "arguments=%*"
if /i "%~1"=="bench" (
  set "project=tests\Benchmarks"
  set "program=Weft.Benchmarks.dll"
  call :rest %*
)
set "name=Cli"
if not "%project%"=="src\Cli" set "name=Benchmarks"
set "state=%root%.weft"
set "stamp=%state%\%name%.built"
set "output=%root%%project%\bin\Release\net10.0\%program%"

rem Names, sizes and times of everything that a build reads; another text than at the last build means that it has to be built.
if not exist "%state%" mkdir "%state%"
powershell -NoProfile -Command "$ErrorActionPreference='Stop'; Set-Location -LiteralPath $env:root; $files = @(Get-ChildItem src, tests\Benchmarks -Recurse -File | Where-Object { $_.FullName -notmatch '\\(bin|obj|node_modules)\\' }) + @(Get-Item Directory.Build.props, Directory.Packages.props, global.json, .editorconfig); ($files | Sort-Object FullName | ForEach-Object { $_.FullName + ' ' + $_.Length + ' ' + $_.LastWriteTimeUtc.Ticks }) -join [Environment]::NewLine | Set-Content -LiteralPath ($env:stamp + '.new')" 1>&2 || exit /b 1
if exist "%output%" if exist "%stamp%" (
  fc /b "%stamp%" "%stamp%.new" >nul 2>nul && goto run
)
echo weft: building %project% (only after a change of its sources)... 1>&2
pushd "%root%"
dotnet build "%project%" -c Release -v quiet -nologo --disable-build-servers -p:UseSharedCompilation=false 1>&2
if errorlevel 1 (
  popd
  echo weft: the build failed; nothing was run 1>&2
  exit /b 1
)
popd
move /y "%stamp%.new" "%stamp%" >nul

:run
set DOTNET_NOLOGO=1
dotnet "%output%" %arguments%
exit /b %errorlevel%

:rest
set "arguments="
shift
:next
if "%~1"=="" exit /b 0
set "arguments=%arguments% %1"
shift
goto next
