import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** What is promised instead of a paper, what follows from it, and the ways on. view: ui/views/promise.py PromiseView. */
Item {
    id: page

    signal agreed
    signal later
    signal back

    required property var view

    width: 1080
    height: 1920

    Heading {
        id: heading

        title: page.view.title
        text: page.view.instead
    }

    Card {
        id: promise

        x: Theme.margin
        y: heading.bottomY + 32
        width: Theme.content
        height: said.height + 96
        border.width: 4
        border.color: Theme.a700

        Icon {
            x: 32
            y: 48
            name: "scales"
            size: 64
            color: Theme.a700
        }

        Label {
            id: said

            x: 128
            y: 48
            width: parent.width - x - 32
            role: "section"
            size: Theme.elder ? 52 : 44
            lines: Theme.elder ? 5 : 4
            text: page.view.promise
        }
    }

    Note {
        id: signed

        // Large type has room for it where there is no other way to offer.
        visible: !Theme.elder || page.view.later === ""
        x: Theme.margin
        y: promise.y + promise.height + Theme.gutter
        width: Theme.content
        icon: "pen-nib"
        title: page.view.signed
        text: page.view.signedText
    }

    Note {
        id: checked

        x: Theme.margin
        y: signed.y + (signed.visible ? signed.height + Theme.gutter : 0)
        width: Theme.content
        tone: "warn"
        title: page.view.checked
        text: page.view.checkedText
    }

    Pressable {
        id: other

        objectName: "laterInstead"
        visible: page.view.later !== ""
        x: Theme.margin
        y: Theme.actionY - height - 2 * Theme.gutter
        width: Theme.content
        height: Theme.elder ? 188 : 150
        name: page.view.later + "，" + page.view.laterText
        radius: Theme.radiusCard
        onTapped: page.later()

        Icon {
            x: 32
            anchors.verticalCenter: parent.verticalCenter
            name: "clock-clockwise"
            size: 56
            color: Theme.a600
        }

        Column {
            x: 120
            width: parent.width - x - 32
            anchors.verticalCenter: parent.verticalCenter
            spacing: 2

            Label {
                width: parent.width
                text: page.view.later
                role: "listTitle"
                Accessible.ignored: true
            }

            Label {
                width: parent.width
                text: page.view.laterText
                role: "small"
                lines: 2
                room: other.height - 90
                color: Theme.ink2
                Accessible.ignored: true
            }
        }
    }

    ActionBar {
        text: page.view.agree
        icon: "check"
        secondaryText: page.view.back
        secondaryIcon: "camera"
        secondaryWidth: Theme.elder ? 400 : 340
        onPrimary: page.agreed()
        onSecondary: page.back()
    }
}
