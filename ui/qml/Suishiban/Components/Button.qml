import QtQuick
import Suishiban.Theme

/** A button. kind: "primary" | "secondary" | "quiet" | "danger" | "staff". One primary a screen. */
Pressable {
    id: button

    property string text
    property string kind: "secondary"
    property string icon
    property bool iconFill: false
    property bool iconLast: false
    property int iconSize: Theme.elder ? (primary ? 84 : 60) : primary ? (iconFill ? 64 : 56) : 50
    property string labelRole: primary ? "primary" : "button"
    property int labelSize: Theme.roles[labelRole].size
    property int gap: primary ? 22 : 14
    property int padding: 18
    property bool loading: false
    /** Said instead of `text` while loading. */
    property string loadingText: text
    readonly property bool primary: kind === "primary"
    property color ink: !enabled ? Theme.ink3 : ({
            primary: Theme.onPrimary,
            secondary: Theme.ink,
            quiet: Theme.a700,
            danger: Theme.c700,
            staff: Theme.ink
        })[kind]

    implicitWidth: Math.max(160, row.natural + 48)
    implicitHeight: 112
    name: shownText
    active: enabled && !loading
    raised: enabled
    readonly property string shownText: loading ? loadingText : text
    face: !enabled ? "transparent" : ({
            primary: Theme.a700,
            secondary: Theme.surface,
            quiet: Theme.a50,
            danger: Theme.surface,
            staff: Theme.m50
        })[kind]
    edge: !enabled ? Theme.line : ({
            primary: Theme.a700,
            secondary: Theme.lineStrong,
            quiet: Theme.a200,
            danger: Theme.c600,
            staff: Theme.m700
        })[kind]
    edgeWidth: kind === "staff" ? 4 : 2
    ledge: ({
            primary: Theme.a900,
            secondary: Theme.ledge,
            quiet: Theme.a200,
            danger: Theme.c200,
            staff: Theme.m200
        })[kind]
    pressedFace: ({
            primary: Theme.a800,
            secondary: Theme.a50,
            quiet: Theme.a100,
            danger: Theme.c50,
            staff: Theme.m100
        })[kind]
    pressedEdge: ({
            primary: Theme.a800,
            secondary: Theme.a600,
            quiet: Theme.a200,
            danger: Theme.c600,
            staff: Theme.m700
        })[kind]

    Item {
        id: row

        readonly property int gap: button.shownText === "" ? 0 : button.gap
        readonly property int iconWidth: button.loading ? 40 : button.icon === "" ? 0 : button.iconSize
        readonly property int taken: iconWidth > 0 ? iconWidth + gap : 0
        readonly property real natural: taken + label.implicitWidth
        readonly property real labelWidth: Math.min(label.implicitWidth, button.width - 2 * button.padding - taken)

        anchors.centerIn: parent
        width: taken + labelWidth
        height: parent.height

        Icon {
            visible: !button.loading && button.icon !== ""
            name: button.icon
            fill: button.iconFill
            size: button.iconSize
            color: button.ink
            anchors.verticalCenter: parent.verticalCenter
            x: button.iconLast ? row.width - width : 0
        }

        Spinner {
            visible: button.loading
            color: button.ink
            anchors.verticalCenter: parent.verticalCenter
        }

        Label {
            id: label

            x: button.iconLast && !button.loading ? 0 : row.taken
            width: row.labelWidth
            height: parent.height
            text: button.shownText
            role: button.labelRole
            size: button.labelSize
            color: button.ink
            Accessible.ignored: true
        }
    }
}
