import QtQuick

/**
* The body of one step: 1080×1920, transparent, drawn between the shell's header and footer.
*
* It shows `view` and asks by intent(); it decides nothing.
*/
Item {
    signal intent(string name, var args)

    required property var view
    /** What the document camera sees, several times a second (ui/views/live.py LiveView), apart from `view`; or null. */
    property var live: null
    /** How the shell dresses it: "page" (header and footer on surface) | "scene" (header on scenery) | "bare" (neither). */
    property string frame: "page"
    /** Blocks Back besides what the bridge says. */
    property bool backLocked: false

    width: 1080
    height: 1920
}
