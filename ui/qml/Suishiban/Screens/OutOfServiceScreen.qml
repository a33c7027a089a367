import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* Nothing could be submitted, and what becomes of the money. view (ui/views/out_of_service.py OutOfServiceView):
*   scene, title, text, promise, money, waysTitle, phoneTitle, phoneText, next, code: string.
* intents: finish {}.
*/
KioskScreen {
    id: out

    frame: "scene"

    Image {
        width: 1080
        height: 720
        sourceSize: Qt.size(1080, 720)
        source: "image://art/scene-" + (Theme.night ? "night" : out.view.scene)
    }

    Label {
        x: Theme.margin
        y: Theme.elder ? 250 : 236
        width: 700
        text: out.view.title
        role: "homeTitle"
        Accessible.role: Accessible.Heading
    }

    Label {
        x: Theme.margin
        y: 372
        width: 560
        text: out.view.text
        role: "body"
        size: 40
        lines: 2
    }

    Card {
        x: Theme.margin
        y: 560
        width: Theme.content
        height: 220

        Rectangle {
            x: 36
            anchors.verticalCenter: parent.verticalCenter
            width: 112
            height: 112
            radius: 24
            color: Theme.m100

            Icon {
                anchors.centerIn: parent
                name: "shield-check"
                fill: true
                size: 68
                color: Theme.m700
            }
        }

        Column {
            x: 184
            width: parent.width - x - 28
            anchors.verticalCenter: parent.verticalCenter
            spacing: 6

            Label {
                width: parent.width
                text: out.view.money
                role: "listTitle"
                lines: 2
            }

            Label {
                width: parent.width
                text: out.view.promise
                role: "body"
                color: Theme.ink2
                lines: Theme.elder ? 2 : 1
            }
        }
    }

    Label {
        x: Theme.margin
        y: 820
        width: Theme.content
        text: out.view.waysTitle
        role: "section"
        Accessible.role: Accessible.Heading
    }

    WayCard {
        y: 892
        icon: "map-pin"
        title: Tr.t("out.way.counter")
        text: Tr.t("out.way.counter_text")
    }

    WayCard {
        y: 892 + height + Theme.gutter
        icon: "phone-call"
        title: out.view.phoneTitle
        text: out.view.phoneText
    }

    Label {
        x: Theme.margin
        y: Theme.actionY - 70
        width: Theme.content
        text: Tr.t("out.code", {
            code: out.view.code
        })
        role: "caption"
        size: 28
        color: Theme.ink2
    }

    ActionBar {
        text: out.view.next
        icon: "house"
        onPrimary: out.intent("finish", {})
    }
}
