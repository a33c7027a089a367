pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme

/**
* The receipt leaving its slot. mode: "printing" (half out: no printer tells how far it is) | "done" | "empty".
*
* lines: [{label, value}]. Small text is a picture of paper, hidden from screen readers.
*/
Item {
    id: slot

    property string title
    property var lines: []
    property string mode: "printing"
    property string stamp: ""

    implicitWidth: 400
    implicitHeight: 288
    Accessible.role: Accessible.Graphic
    Accessible.name: title

    Item {
        x: 28
        y: 24
        width: parent.width - 56
        height: parent.height - 24
        clip: true
        visible: slot.mode !== "empty"

        Rectangle {
            id: paper

            y: slot.mode === "printing" ? 8 - (height + 8) / 2 : 8
            width: parent.width
            height: 256
            color: "#FFFFFF"
            border.width: 2
            border.color: "#B3D0E9"

            Behavior on y {
                enabled: !Theme.reduceMotion

                NumberAnimation {
                    duration: 300
                }
            }

            Label {
                x: 12
                y: 6
                width: parent.width - 24
                height: 38
                align: Text.AlignHCenter
                text: slot.title
                size: 25
                pictured: true
                bold: true
                song: true
                color: "#13212F"
                Accessible.ignored: true
            }

            Rectangle {
                x: 20
                y: 46
                width: parent.width - 40
                height: 2
                color: "#13212F"
            }

            Column {
                x: 20
                y: 52
                spacing: 2

                Repeater {
                    model: slot.lines

                    Row {
                        id: line

                        required property var modelData

                        Label {
                            width: 92
                            height: 34
                            text: line.modelData.label
                            size: 19
                            pictured: true
                            color: "#37475A"
                            Accessible.ignored: true
                        }

                        Label {
                            width: paper.width - 40 - 92
                            height: 34
                            text: line.modelData.value
                            size: 21
                            pictured: true
                            bold: true
                            color: "#13212F"
                            Accessible.ignored: true
                        }
                    }
                }
            }

            Row {
                x: 20
                y: 206
                height: 38

                Repeater {
                    model: [3, 2, 1, 3, 2, 1, 1, 2, 3, 1, 2, 2, 1, 3, 1, 2, 1, 3, 2, 1]

                    Item {
                        id: stripe

                        required property int modelData

                        width: modelData * 2 + 3
                        height: 38

                        Rectangle {
                            width: stripe.modelData * 2
                            height: parent.height
                            color: "#13212F"
                        }
                    }
                }
            }

            Image {
                visible: slot.stamp !== ""
                x: parent.width - 122
                y: 140
                width: 108
                height: 108
                sourceSize: Qt.size(108, 108)
                source: slot.stamp === "" ? "" : "image://art/seal"
            }
        }
    }

    Rectangle {
        width: parent.width
        height: 40
        radius: 12
        color: "#1F2C3A"

        Rectangle {
            x: 16
            y: 18
            width: parent.width - 32
            height: 8
            radius: 4
            color: "#0A121B"
        }

        Rectangle {
            x: parent.width - 34
            y: 8
            width: 8
            height: 8
            radius: 4
            color: slot.mode === "empty" ? "#F2B233" : "#4FC49A"
        }
    }
}
