import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** Back, Help, Reach, Exit: the same place on every screen. */
Rectangle {
    id: footer

    signal intent(string name, var args)

    required property var chrome
    readonly property int side: Theme.elder ? 200 : 180

    y: Theme.footerY
    width: 1080
    height: 1920 - Theme.footerY
    color: Theme.surface

    Rectangle {
        width: parent.width
        height: 2
        color: Theme.line
    }

    Row {
        x: Theme.margin
        y: 24
        spacing: Theme.gutter

        Button {
            objectName: "backButton"
            enabled: footer.chrome.canGoBack
            width: footer.side
            height: 104
            text: Tr.t("footer.back")
            icon: "arrow-left"
            labelSize: Theme.elder ? (Tr.english ? 38 : 43) : Tr.english ? 33 : 36
            iconSize: Theme.elder ? 48 : 44
            gap: Tr.english ? 8 : 14
            padding: 8
            onTapped: footer.intent("back", {})
        }

        Button {
            objectName: "helpButton"
            width: footer.side
            height: 104
            text: Tr.t("footer.help")
            icon: "question"
            labelSize: Theme.elder ? (Tr.english ? 38 : 43) : Tr.english ? 33 : 36
            iconSize: Theme.elder ? 48 : 44
            gap: Tr.english ? 8 : 14
            padding: 8
            onTapped: footer.intent("help", {})
        }

        Button {
            objectName: "reachButton"
            checkable: true
            checked: Theme.reach
            width: footer.side
            height: 104
            text: Tr.t("footer.reach")
            icon: "wheelchair"
            labelSize: Theme.elder ? (Tr.english ? 38 : 43) : Tr.english ? 33 : 36
            iconSize: Theme.elder ? 48 : 44
            gap: Tr.english ? 8 : 14
            padding: 8
            face: Theme.reach ? Theme.a100 : Theme.surface
            edge: Theme.reach ? Theme.a600 : Theme.lineStrong
            ledge: Theme.reach ? Theme.a200 : Theme.ledge
            onTapped: footer.intent("reach", {
                on: !Theme.reach
            })
        }

        ExitButton {
            width: Theme.content - 3 * (footer.side + Theme.gutter)
            home: !footer.chrome.inVisit
            locked: footer.chrome.locked === true
            secondsLeft: footer.chrome.secondsLeft
            total: footer.chrome.idleTotal
            onTapped: footer.intent("exit", {})
        }
    }
}
