pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* The money. view (ui/views/payment.py PaymentView):
*   state: "asking" | "waiting" | "pending" | "paid" | "failed" | "unreachable", tone: "info" | "ok" | "warn" | "err",
*   title, text, amount, unit, purpose, code, codeName, left, waiting: string, channels: [string], channelsText: string,
*   rows: [{label, value}], truth, truthText: string, canRetry, canDefer: bool, retry, defer, next: string, advanceMs: int.
* intents: submit {} (also by itself after advanceMs), payment_retry {}, payment_defer {}, help {}.
*/
KioskScreen {
    id: pay

    readonly property bool paid: view.state === "paid"
    readonly property bool waiting: view.state === "waiting" || view.state === "asking"
    readonly property bool failed: view.state === "failed" || view.state === "unreachable"

    // The code lies in the lower half.
    reachFirst: 1

    Heading {
        id: heading

        title: pay.view.title
        text: pay.view.text
    }

    Card {
        id: card

        x: Theme.margin
        y: heading.bottomY + 28
        width: Theme.content
        height: (pay.waiting ? channels.y - 24 : Math.min(Theme.actionY - 32, y + 812)) - y

        Row {
            anchors.horizontalCenter: parent.horizontalCenter
            y: Theme.elder ? 12 : 28
            spacing: 14

            Label {
                height: 124
                text: pay.view.amount
                role: "amount"
                color: pay.paid ? Theme.m700 : Theme.a700
            }

            Label {
                y: Theme.elder ? 38 : 44
                height: 76
                text: pay.view.unit
                role: "question"
                color: pay.paid ? Theme.m700 : Theme.a700
            }
        }

        Label {
            id: purpose

            x: 28
            y: Theme.elder ? 136 : 150
            width: parent.width - 56
            align: Text.AlignHCenter
            text: pay.view.purpose
            role: "body"
            color: Theme.ink2
        }

        PaymentCode {
            visible: pay.waiting
            anchors.horizontalCenter: parent.horizontalCenter
            y: purpose.y + purpose.height + (Theme.elder ? 8 : 24)
            width: Math.min(528, card.height - y - (Theme.elder ? 76 : 92))
            code: pay.view.code
            name: pay.view.codeName
        }

        Row {
            visible: pay.waiting && pay.view.left !== ""
            anchors.horizontalCenter: parent.horizontalCenter
            y: parent.height - (Theme.elder ? 68 : 78)
            height: Theme.elder ? 64 : 60
            spacing: 14

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "clock"
                size: 44
                color: Theme.g700
            }

            Label {
                height: parent.height
                text: pay.view.left
                role: "bodyBold"
                color: Theme.g700
            }

            Rectangle {
                visible: !Theme.elder
                anchors.verticalCenter: parent.verticalCenter
                width: 2
                height: 40
                color: Theme.line
            }

            Spinner {
                visible: !Theme.elder
                anchors.verticalCenter: parent.verticalCenter
                size: 40
            }

            Label {
                visible: !Theme.elder
                height: parent.height
                text: pay.view.waiting
                role: "body"
                color: Theme.ink2
            }
        }

        PaymentOutcome {
            visible: !pay.waiting
            y: purpose.y + purpose.height + 24
            width: parent.width
            height: parent.height - y
            view: pay.view
        }
    }

    Stable {
        id: marks

        source: pay.view.channels
    }

    Row {
        id: channels

        visible: pay.waiting
        x: Theme.margin
        y: Theme.actionY - (Theme.elder ? 24 + height : 100 + height)
        height: Theme.elder ? 96 : 112
        spacing: Theme.gutter

        Repeater {
            model: marks.value

            Card {
                id: mark

                required property string modelData

                width: (Theme.content - 3 * Theme.gutter) / 4
                height: channels.height

                Label {
                    x: 12
                    width: parent.width - 24
                    height: parent.height
                    align: Text.AlignHCenter
                    text: mark.modelData
                    role: "tile"
                    size: 34
                    color: Theme.ink2
                }
            }
        }
    }

    Label {
        visible: pay.waiting && !Theme.elder
        x: Theme.margin
        y: Theme.actionY - 84
        width: Theme.content
        height: 60
        align: Text.AlignHCenter
        text: pay.view.channelsText
        role: "body"
        color: Theme.ink2
    }

    Timer {
        interval: pay.view.advanceMs
        running: pay.paid && pay.view.advanceMs > 0
        onTriggered: pay.intent("submit", {})
    }

    ActionBar {
        visible: pay.waiting
        kind: "secondary"
        text: Tr.t("pay.help")
        icon: "question"
        onPrimary: pay.intent("help", {})
    }

    ActionBar {
        visible: pay.view.state === "pending"
        kind: "secondary"
        text: pay.view.title
        primaryEnabled: false
        loading: true
    }

    ActionBar {
        visible: pay.paid
        text: pay.view.next
        icon: "arrow-right"
        onPrimary: pay.intent("submit", {})
    }

    ActionBar {
        visible: pay.failed && !pay.view.canDefer
        text: pay.view.retry
        icon: "arrow-clockwise"
        onPrimary: pay.intent("payment_retry", {})
    }

    ActionBar {
        visible: pay.view.canDefer
        text: pay.view.defer
        icon: "arrow-right"
        secondaryText: pay.view.retry
        secondaryIcon: "arrow-clockwise"
        secondaryWidth: Theme.elder ? 330 : 288
        labelSize: Theme.elder ? 50 : Theme.roles.primary.size
        onPrimary: pay.intent("payment_defer", {})
        onSecondary: pay.intent("payment_retry", {})
    }
}
