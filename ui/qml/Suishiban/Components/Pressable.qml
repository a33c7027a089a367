import QtQuick
import Suishiban.Theme

/**
* Whatever can be pressed: touch, mouse, keyboard and screen reader end in the same tapped().
*
* It draws the ledge and the face; children go on the face and sink with it.
*/
Item {
    id: control

    signal tapped

    property string name
    property bool active: enabled
    property bool radio: false
    property bool checkable: false
    property bool checked: false
    property color face: Theme.surface
    property color edge: Theme.line
    property color ledge: Theme.ledge
    property color pressedFace: Theme.a50
    property color pressedEdge: Theme.a600
    property int edgeWidth: 2
    property int radius: Theme.radius
    property bool raised: active
    readonly property bool down: active && (tap.pressed || held)
    property bool held: false
    property bool showFocus: activeFocus
    /** {intent, args} that tapped() will become; given by what leads to a screen that nothing else foresees. */
    property var aim: null
    default property alias content: plate.data
    readonly property alias plate: plate

    activeFocusOnTab: active
    Accessible.role: control.radio ? Accessible.RadioButton : Accessible.Button
    Accessible.name: control.name
    Accessible.focusable: control.active
    Accessible.checkable: control.checkable
    Accessible.checked: control.checked
    Accessible.onPressAction: control.press()

    onDownChanged: {
        if (down && aim !== null)
            Aim.taken(aim.intent, aim.args);
    }

    function press(): void {
        if (control.active)
            control.tapped();
    }

    Keys.onPressed: event => {
        if (!event.isAutoRepeat && (event.key === Qt.Key_Return || event.key === Qt.Key_Enter || event.key === Qt.Key_Space)) {
            event.accepted = true;
            control.press();
        }
    }

    TapHandler {
        id: tap

        enabled: control.active
        gesturePolicy: TapHandler.ReleaseWithinBounds
        onTapped: control.tapped()
    }

    Rectangle {
        visible: control.raised
        y: control.down ? 6 : Theme.ledgeHeight
        width: control.width
        height: control.height - Theme.ledgeHeight
        radius: control.radius
        color: control.ledge
    }

    Rectangle {
        id: plate

        y: control.raised ? (control.down ? 4 : 0) : Theme.ledgeHeight / 2
        width: control.width
        height: control.height - Theme.ledgeHeight
        radius: control.radius
        color: control.down ? control.pressedFace : control.face
        border.width: control.edgeWidth
        border.color: control.down ? control.pressedEdge : control.edge

        Behavior on y {
            enabled: Theme.press > 0

            NumberAnimation {
                duration: Theme.press
            }
        }
    }

    FocusRing {
        shown: control.showFocus
        radius: control.radius
    }
}
