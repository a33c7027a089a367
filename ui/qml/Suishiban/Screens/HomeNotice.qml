import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** What everybody has to know before they begin. notice: {key, icon, tone, title, text, action} or null; flat without an action. */
Pressable {
    id: row

    property var notice: null
    readonly property string tone: notice?.tone ?? "info"
    readonly property bool leads: (notice?.action ?? "") !== ""

    objectName: "homeNotice"
    visible: notice !== null
    implicitWidth: Theme.content
    implicitHeight: 96
    name: (notice?.title ?? "") + "，" + (notice?.text ?? "") + (leads ? "，" + notice.action : "")
    active: enabled && leads
    Accessible.role: leads ? Accessible.Button : Accessible.AlertMessage
    Accessible.ignored: !visible
    radius: Theme.radius
    face: Theme.tone(tone).soft
    edge: leads ? Theme.tone(tone).text : Theme.tone(tone).line
    edgeWidth: leads ? 3 : 2

    Icon {
        id: icon

        x: 24
        anchors.verticalCenter: parent.verticalCenter
        name: row.notice?.icon ?? "info"
        fill: true
        size: Theme.elder ? 60 : 52
        color: Theme.tone(row.tone).text
    }

    Column {
        x: icon.x + icon.width + 20
        width: (row.leads ? action.x : parent.width) - x - 20
        anchors.verticalCenter: parent.verticalCenter

        Label {
            width: parent.width
            text: row.notice?.title ?? ""
            role: "bodyBold"
            size: Theme.elder ? 44 : 36
            lineFactor: 1.24
            color: Theme.tone(row.tone).text
            Accessible.ignored: true
        }

        Label {
            width: parent.width
            text: row.notice?.text ?? ""
            role: "small"
            size: Theme.elder ? 38 : 30
            lineFactor: 1.24
            Accessible.ignored: true
        }
    }

    Row {
        id: action

        visible: row.leads
        anchors.right: parent.right
        anchors.rightMargin: 24
        anchors.verticalCenter: parent.verticalCenter
        spacing: 8

        Label {
            anchors.verticalCenter: parent.verticalCenter
            text: row.notice?.action ?? ""
            role: "button"
            size: Theme.elder ? 44 : 36
            color: Theme.tone(row.tone).text
            Accessible.ignored: true
        }

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: "caret-right"
            size: 40
            color: Theme.tone(row.tone).text
        }
    }
}
