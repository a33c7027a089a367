import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The paper that matters most, as it really is: coming, out, or not. */
Card {
    id: card

    signal retry(string key)

    required property var view
    readonly property var paper: view.papers[0] ?? null
    readonly property string condition: paper ? paper.state : ""
    readonly property bool failed: condition === "failed"
    readonly property bool printing: condition === "printing"
    readonly property bool document: paper !== null && paper.kind === "document"

    tone: failed ? "warn" : ""

    ReceiptSlot {
        visible: !card.failed && !card.document && card.paper !== null
        x: 40
        y: 24
        width: 400
        height: card.height - 24 - 132
        title: card.view.receiptTitle
        lines: card.view.receiptLines
        mode: card.printing ? "printing" : "done"
    }

    DocumentTray {
        visible: !card.failed && card.document
        x: 40
        y: 24
        width: 400
        height: card.height - 24 - 132
        title: card.paper ? card.paper.name : ""
        printing: card.printing
    }

    Row {
        visible: !card.failed
        anchors.horizontalCenter: parent.horizontalCenter
        y: parent.height - (Theme.elder ? 124 : 118)
        height: Theme.elder ? 56 : 54
        spacing: 14

        Spinner {
            visible: card.printing
            anchors.verticalCenter: parent.verticalCenter
        }

        Icon {
            visible: !card.printing
            anchors.verticalCenter: parent.verticalCenter
            name: "check-circle"
            fill: true
            size: 42
            color: Theme.m600
        }

        Label {
            height: parent.height
            width: Math.min(implicitWidth, 390)
            text: card.paper ? card.paper.title : ""
            role: "bodyBold"
            size: Theme.elder ? 40 : 36
        }
    }

    Label {
        visible: !card.failed
        x: 20
        y: parent.height - (Theme.elder ? 68 : 66)
        width: parent.width - 40
        height: Theme.elder ? 54 : 46
        align: Text.AlignHCenter
        text: card.paper ? card.paper.text : ""
        role: "small"
        size: Theme.elder ? 38 : 34
        color: Theme.ink2
    }

    Icon {
        visible: card.failed
        anchors.horizontalCenter: parent.horizontalCenter
        y: again.visible ? 28 : 70
        name: "printer"
        fill: true
        size: 84
        color: Theme.g700
    }

    Label {
        visible: card.failed
        x: 24
        y: again.visible ? 120 : 170
        width: parent.width - 48
        height: 60
        align: Text.AlignHCenter
        text: card.paper ? card.paper.title : ""
        role: "listTitle"
        size: Theme.elder ? 46 : 42
        color: Theme.g700
    }

    Label {
        visible: card.failed
        x: 28
        y: again.visible ? 182 : 240
        width: parent.width - 56
        height: 132
        align: Text.AlignHCenter
        vAlign: Text.AlignTop
        text: card.paper ? card.paper.text : ""
        role: "small"
        size: Theme.elder ? 36 : 34
        lines: 3
        room: 132
    }

    Button {
        id: again

        objectName: "retry-" + (card.paper ? card.paper.key : "")
        visible: card.failed && card.paper.retry !== ""
        x: 24
        y: parent.height - height - 20
        width: parent.width - 48
        height: 104
        icon: "printer"
        text: card.paper ? card.paper.retry : ""
        labelSize: Theme.elder ? 46 : 38
        onTapped: card.retry(card.paper.key)
    }
}
