pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** What became of the money: paid with its proof, not known yet, or nothing was charged. */
Item {
    id: outcome

    required property var view
    readonly property bool paid: view.state === "paid"
    readonly property bool pending: view.state === "pending"
    readonly property var colours: Theme.tone(view.tone)

    Rectangle {
        id: disc

        anchors.horizontalCenter: parent.horizontalCenter
        y: 8
        width: Theme.elder ? 180 : 240
        height: width
        radius: width / 2
        color: outcome.colours.fill

        Rectangle {
            anchors.centerIn: parent
            width: parent.width * 0.78
            height: width
            radius: width / 2
            color: outcome.pending ? outcome.colours.fill : outcome.colours.text
        }

        Icon {
            visible: !outcome.pending
            anchors.centerIn: parent
            name: outcome.paid ? "check" : "x"
            size: parent.width / 2
            color: Theme.surface
        }

        Spinner {
            visible: outcome.pending
            anchors.centerIn: parent
            size: parent.width * 0.6
            color: Theme.g700
        }
    }

    Column {
        visible: outcome.paid
        anchors.horizontalCenter: parent.horizontalCenter
        y: disc.y + disc.height + 36
        width: Theme.elder ? 860 : 720

        Repeater {
            model: outcome.view.rows

            Item {
                id: row

                required property var modelData
                required property int index

                width: parent.width
                height: 84

                Label {
                    id: key

                    height: parent.height
                    width: implicitWidth
                    text: row.modelData.label
                    role: "body"
                    color: Theme.ink2
                }

                Label {
                    x: key.width + 32
                    width: parent.width - x
                    height: parent.height
                    align: Text.AlignRight
                    text: row.modelData.value
                    role: "bodyBold"
                }

                Rectangle {
                    visible: row.index < outcome.view.rows.length - 1
                    y: parent.height - 2
                    width: parent.width
                    height: 2
                    color: Theme.line
                }
            }
        }
    }

    Note {
        visible: !outcome.paid
        x: 28
        y: disc.y + disc.height + 36
        width: parent.width - 56
        height: Math.max(implicitHeight, 180)
        tone: outcome.view.tone
        icon: outcome.pending ? "hourglass-medium" : "wallet"
        title: outcome.view.truth
        text: outcome.view.truthText
    }
}
