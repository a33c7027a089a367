import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The one sentence the citizen came for, on the whole width, with the number to keep. */
Rectangle {
    id: verdict

    required property var view
    readonly property var colours: Theme.tone(view.tone)

    y: Theme.headerHeight
    width: 1080
    color: colours.soft

    Rectangle {
        y: parent.height - 2
        width: parent.width
        height: 2
        color: verdict.colours.line
    }

    Rectangle {
        x: 48
        y: 32
        width: 132
        height: 132
        radius: 66
        color: verdict.colours.text

        Icon {
            anchors.centerIn: parent
            name: verdict.view.icon
            fill: name !== "check"
            size: 80
            color: Theme.surface
        }
    }

    Label {
        x: 212
        y: 18
        width: 1032 - x
        height: 86
        text: verdict.view.title
        role: "title"
        size: Theme.elder ? 66 : 60
        minimumSize: 40
        Accessible.role: Accessible.Heading
    }

    Label {
        id: numberLabel

        x: 212
        y: 100
        width: implicitWidth
        height: 80
        text: verdict.view.numberLabel
        role: "body"
        color: Theme.ink2
    }

    Label {
        x: numberLabel.x + numberLabel.width + 20
        y: 100
        width: 1032 - x
        height: 80
        text: verdict.view.number
        role: "caseNumber"
    }

    Icon {
        x: 212
        y: Theme.elder ? 194 : 188
        name: verdict.view.lineIcon
        fill: true
        size: 38
        color: verdict.colours.text
    }

    Label {
        x: 264
        y: Theme.elder ? 182 : 180
        width: 1032 - x
        height: Theme.elder ? 62 : 54
        text: verdict.view.line
        role: "body"
    }
}
