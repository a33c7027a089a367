import Suishiban.Keyboard

SymbolLayout {}
