import QtQuick
import Suishiban.Theme

/** A sheet over the screen. The scrim blocks; children lie in absolute stage coordinates on the sheet. */
Item {
    id: sheet

    property int topY: 560
    property real veil: 0.62
    property color fill: Theme.page
    property bool open: false
    /** It is made when it opens, and slides in all the same. */
    property bool made: false
    default property alias content: body.data

    width: 1080
    height: 1920
    visible: open
    Accessible.role: Accessible.Dialog
    Component.onCompleted: made = true

    Rectangle {
        anchors.fill: parent
        color: Theme.scrim
        opacity: sheet.veil

        MouseArea {
            anchors.fill: parent
            hoverEnabled: true
        }
    }

    Item {
        id: slide

        y: sheet.open && sheet.made ? 0 : 60
        width: parent.width
        height: parent.height

        Behavior on y {
            enabled: Theme.change > 0

            NumberAnimation {
                duration: Theme.change
                easing.type: Easing.OutCubic
            }
        }

        Rectangle {
            y: sheet.topY
            width: parent.width
            height: parent.height - sheet.topY + Theme.radiusSheet
            radius: Theme.radiusSheet
            color: sheet.fill

            MouseArea {
                anchors.fill: parent
            }
        }

        Item {
            id: body

            anchors.fill: parent
        }
    }
}
