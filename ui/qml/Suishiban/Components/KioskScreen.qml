import QtQuick
import Suishiban.Theme

/**
* The body of one step: 1080×1920, transparent, drawn between the shell's header and footer.
*
* It shows `view` and asks by intent(); it decides nothing. In reach mode the shell's row lies over its top, and it is moved
* and cut so that one half of it at a time lies within reach (Theme.reachShift).
*/
Item {
    id: screen

    signal intent(string name, var args)

    required property var view
    /** What the document camera sees, several times a second (ui/views/live.py LiveView), apart from `view`; or null. */
    property var live: null
    /** How the shell dresses it: "page" (header and footer on surface) | "scene" (header on scenery) | "bare" (neither). */
    property string frame: "page"
    /** Blocks Back besides what the bridge says. */
    property bool backLocked: false
    /** The half that is shown first in reach mode: 1 where the thing to do lies low. */
    property int reachFirst: 0
    readonly property bool lowered: Theme.lowered && frame !== "bare"
    default property alias content: body.data

    /** What goes with Back: what was written here and not sent. */
    function unsent(): var {
        return {};
    }

    width: 1080
    height: 1920
    onVisibleChanged: {
        if (visible)
            Theme.reachPart = reachFirst;
    }

    Item {
        y: screen.lowered ? Theme.reachBodyY : 0
        width: 1080
        height: (screen.lowered ? Theme.footerY : 1920) - y
        clip: screen.lowered

        Item {
            id: body

            y: screen.lowered ? Theme.reachShift - Theme.reachBodyY : 0
            width: 1080
            height: 1920
        }
    }
}
