pragma Singleton
import QtQuick

/** What the focused field asks of the on-screen keyboard; keeps fields and keyboard apart. */
QtObject {
    /** Asks the keyboard to forget whatever it learned; part of ending a visit. */
    signal wiped

    /** Where the keyboard may keep files; Python sets a folder in memory before the keyboard is loaded. */
    property string dataFolder
    /** The word on the Enter key, which is then the screen's primary action. */
    property string enterText
    /** The character beside the digits, such as the X of an ID number; empty for none. */
    property string extraKey
    /** The screen fills the candidate bar itself (search). */
    property bool ownCandidates: false
    /** The keyboard is on the screen. */
    property bool open: false
}
