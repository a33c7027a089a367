import QtQuick
import Suishiban.Theme

/** One known value with its source. origin: "card" (azurite) | "government" (malachite). */
Item {
    id: row

    property string label
    property string value
    property string source
    property string sourceIcon: origin === "card" ? "identification-card" : "shield-check"
    property string origin: "card"
    property bool last: false
    property int labelWidth: 190
    readonly property int least: Theme.elder && !/^[\d ＊X]+$/.test(value) ? 42 : Theme.floor
    readonly property color tint: origin === "card" ? Theme.a700 : Theme.m700

    implicitWidth: Theme.content
    implicitHeight: Theme.elder ? 108 : 84
    Accessible.role: Accessible.StaticText
    Accessible.name: label + "，" + value + "，" + source

    Label {
        x: 28
        width: row.labelWidth - 16
        height: parent.height
        text: row.label
        role: "tile"
        lines: Tr.english ? 2 : 1
        room: row.height - 8
        bold: false
        color: Theme.ink2
        Accessible.ignored: true
    }

    Label {
        x: 28 + row.labelWidth
        width: sourceRow.x - x - 16
        height: parent.height
        text: row.value
        role: "listTitle"
        size: Theme.elder ? 46 : 38
        // What one line would make too small takes two, or three where rows are high. A number stays whole as long as it can.
        lines: natural.width * row.least / size <= width ? 1 : row.height < 100 ? 2 : 3
        room: row.height - 4
        Accessible.ignored: true
    }

    TextMetrics {
        id: natural

        font.family: Theme.sans
        font.pixelSize: Theme.elder ? 46 : 38
        font.weight: Font.Bold
        text: row.value
    }

    Row {
        id: sourceRow

        anchors.right: parent.right
        anchors.rightMargin: 28
        anchors.verticalCenter: parent.verticalCenter
        spacing: 12

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: row.source === "" ? "" : row.sourceIcon
            fill: true
            size: 32
            color: row.tint
        }

        Label {
            text: row.source
            role: "caption"
            color: row.tint
            Accessible.ignored: true
        }
    }

    Rectangle {
        visible: !row.last
        x: 28
        y: parent.height - 2
        width: parent.width - 56
        height: 2
        color: Theme.line
    }
}
