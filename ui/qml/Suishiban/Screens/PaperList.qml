pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** What there is to say beside the large paper of an instant matter: how to check it, and the other papers. */
Card {
    id: list

    signal retry(string key)

    property var papers: []
    property string verify
    readonly property real rowHeight: height / (papers.length + 1)

    x: Theme.margin
    width: Theme.content
    height: 198

    Icon {
        x: 28
        y: (list.rowHeight - size) / 2
        name: "seal-check"
        fill: true
        size: 48
        color: Theme.a600
    }

    Label {
        x: 100
        width: list.width - x - 28
        height: list.rowHeight
        text: list.verify
        role: "body"
        size: Theme.elder ? 40 : 36
    }

    Stable {
        id: rows

        source: list.papers
    }

    Repeater {
        model: rows.value

        Item {
            id: row

            required property var modelData
            required property int index
            readonly property bool failed: modelData.state === "failed"
            readonly property bool printing: modelData.state === "printing"
            readonly property bool button: failed && modelData.retry !== ""

            y: (index + 1) * list.rowHeight
            width: list.width
            height: list.rowHeight

            Spinner {
                visible: row.printing
                x: 30
                anchors.verticalCenter: parent.verticalCenter
                size: 44
            }

            Icon {
                visible: !row.printing
                x: 28
                anchors.verticalCenter: parent.verticalCenter
                name: row.failed ? "warning" : "check-circle"
                fill: true
                size: 48
                color: row.failed ? Theme.g700 : Theme.m600
            }

            Label {
                id: name

                x: 100
                width: Math.min(implicitWidth, (again.visible ? again.x : list.width) - x - 24)
                height: parent.height
                text: row.modelData.line
                role: "bodyBold"
                size: Theme.elder ? 40 : 36
                color: row.failed ? Theme.g700 : Theme.ink
            }

            Label {
                visible: !row.failed && !Theme.elder
                x: name.x + name.width + 24
                width: list.width - x - 28
                height: parent.height
                align: Text.AlignRight
                text: row.modelData.text
                role: "small"
                color: Theme.ink2
            }

            Button {
                id: again

                objectName: "retry-" + row.modelData.key
                visible: row.button
                anchors.right: parent.right
                anchors.rightMargin: 20
                anchors.verticalCenter: parent.verticalCenter
                width: 264
                height: 96
                icon: "printer"
                labelSize: 36
                text: row.modelData.retry
                onTapped: list.retry(row.modelData.key)
            }

            Rectangle {
                x: 28
                y: -1
                width: parent.width - 56
                height: 2
                color: Theme.line
            }
        }
    }
}
