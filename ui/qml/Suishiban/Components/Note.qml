import QtQuick
import Suishiban.Theme

/** What happened, then what to do. tone: "info" | "ok" | "warn" | "err". */
Rectangle {
    id: note

    property string tone: "info"
    property string title
    property string text
    property string icon: ({
            info: "info",
            ok: "check-circle",
            warn: "warning",
            err: "warning-octagon"
        })[tone] ?? "info"
    readonly property var colours: Theme.tone(tone)

    implicitWidth: Theme.content
    implicitHeight: Math.max(96, column.height + 44)
    radius: Theme.radiusCard
    color: colours.soft
    border.width: 2
    border.color: colours.line
    Accessible.role: Accessible.Note
    Accessible.name: title + "。" + text

    Icon {
        x: 28
        y: note.text === "" ? (note.height - size) / 2 : column.y - 2
        size: 48
        fill: true
        name: note.icon
        color: note.colours.text
    }

    Column {
        id: column

        x: 96
        width: note.width - 96 - 28
        anchors.verticalCenter: parent.verticalCenter
        spacing: 6

        Label {
            width: parent.width
            text: note.title
            role: "tile"
            lines: 3
            color: note.colours.text
            visible: text !== ""
            Accessible.ignored: true
        }

        Label {
            width: parent.width
            text: note.text
            role: "small"
            lines: 3
            visible: text !== ""
            Accessible.ignored: true
        }
    }
}
