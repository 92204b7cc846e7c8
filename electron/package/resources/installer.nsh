; What the app opens beside its own files: it is offered under "Open with", and takes the place of no other program.
; builder-config.ts associates its own.

!macro offerFor ENDING
  WriteRegNone SHELL_CONTEXT "Software\Classes\.${ENDING}\OpenWithProgids" "Cladescope.Openable"
!macroend

!macro withdrawFor ENDING
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.${ENDING}\OpenWithProgids" "Cladescope.Openable"
!macroend

!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\Cladescope.Openable" "" "File for Cladescope"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Cladescope.Openable\DefaultIcon" "" "$appExe,0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Cladescope.Openable\shell\open\command" "" '"$appExe" "%1"'
  !insertmacro offerFor "gguf"
  !insertmacro offerFor "csv"
  !insertmacro offerFor "jsonl"
  !insertmacro offerFor "nwk"
!macroend

!macro customUnInstall
  !insertmacro withdrawFor "gguf"
  !insertmacro withdrawFor "csv"
  !insertmacro withdrawFor "jsonl"
  !insertmacro withdrawFor "nwk"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Cladescope.Openable"
!macroend
