import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* Reach mode of every page: the tools of the header as the first row within reach, and the switch between the two halves
* of the page. What of the page is pressed lies below this row, in one half or the other.
*/
Item {
    id: row

    signal intent(string name, var args)

    required property var chrome

    width: 1080
    height: 1920

    Row {
        x: Theme.margin
        y: (Theme.bodyTop + Theme.reachRowY - height) / 2
        spacing: Theme.gutter

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: "wheelchair"
            size: 64
            color: Theme.a700
        }

        Label {
            width: 880
            text: Tr.t("reach.on")
            role: "lead"
            size: Theme.elder ? 44 : 40
            color: Theme.ink2
        }
    }

    Rectangle {
        y: Theme.reachRowY - 24
        width: parent.width
        height: 3
        color: Theme.a200
    }

    ShellTools {
        x: Theme.margin
        y: Theme.reachRowY
        chrome: row.chrome
        onIntent: (name, args) => row.intent(name, args)
    }

    Button {
        objectName: "reachPart"
        x: Theme.margin + Theme.content - width
        y: Theme.reachRowY
        width: Theme.elder || Tr.english ? 400 : 340
        height: Theme.elder ? 112 : 96
        kind: "quiet"
        icon: Theme.reachPart === 0 ? "arrow-down" : "arrow-up"
        labelSize: Theme.elder ? 46 : 36
        text: Tr.t(Theme.reachPart === 0 ? "reach.lower" : "reach.upper")
        onTapped: Theme.reachPart = 1 - Theme.reachPart
    }
}
