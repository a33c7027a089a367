pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* What was reached, the papers as they really are, what comes next. view (ui/views/result.py ResultView):
*   tone: "ok" | "warn", icon, title, numberLabel, number, lineIcon, line: string,
*   papers: [{key, kind: "receipt" | "document", name, state: "printing" | "printed" | "failed", title, text, line,
*     retry}], verify: string (of an issued document),
*   receiptTitle: string, receiptLines: [{label, value}], qr, qrTitle, qrText: string, qrStrong: bool,
*   timeline: [{title, text, state: "done" | "next"}] (3 or none), members: [{title, number, known}] (≤ 4, of a bundle), rateTitle, rateText: string,
*   face: int (5 best … 1, 0 unrated), rated: bool, reminder, next: string.
* intents: paper_retry {paper}, rate {score} (1 best … 5 worst), finish {}.
*/
KioskScreen {
    id: result

    readonly property real verdictBottom: Theme.elder ? 476 : 464
    readonly property int cardHeight: Theme.elder ? 420 : 452
    readonly property real cardY: verdictBottom + (Theme.elder ? 20 : 24)
    readonly property real nextY: cardY + cardHeight + (Theme.elder ? 20 : 24)

    Verdict {
        height: result.verdictBottom - Theme.headerHeight
        view: result.view
    }

    PaperCard {
        id: paper

        x: Theme.margin
        y: result.cardY
        width: 480
        height: result.cardHeight
        view: result.view
        onRetry: key => result.intent("paper_retry", {
                paper: key
            })
    }

    Card {
        id: follow

        x: 552
        y: result.cardY
        width: 480
        height: result.cardHeight
        border.width: result.view.qrStrong ? 5 : 2
        border.color: result.view.qrStrong ? Theme.a600 : Theme.line

        QrCode {
            anchors.horizontalCenter: parent.horizontalCenter
            y: 24
            width: result.cardHeight - 156
            height: width
            text: result.view.qr
            name: Tr.t("result.qr_name")
        }

        Label {
            x: 20
            y: parent.height - (Theme.elder ? 124 : 116)
            width: parent.width - 40
            height: Theme.elder ? 56 : 52
            align: Text.AlignHCenter
            text: result.view.qrTitle
            role: "bodyBold"
            size: Theme.elder ? 40 : 36
        }

        Label {
            x: 20
            y: parent.height - (Theme.elder ? 68 : 66)
            width: parent.width - 40
            height: Theme.elder ? 54 : 46
            align: Text.AlignHCenter
            text: result.view.qrText
            role: "small"
            size: Theme.elder ? 38 : 34
            color: Theme.ink2
        }
    }

    Timeline {
        visible: result.view.timeline.length > 0
        y: result.nextY
        stages: result.view.timeline
    }

    MemberNumbers {
        visible: members.length > 0
        y: result.nextY
        members: result.view.members
    }

    PaperList {
        visible: result.view.timeline.length === 0 && result.view.members.length === 0
        y: result.nextY
        papers: result.view.papers.slice(1)
        verify: result.view.verify
        onRetry: key => result.intent("paper_retry", {
                paper: key
            })
    }

    Label {
        id: question

        x: Theme.margin
        y: result.nextY + 198 + (Theme.elder ? 12 : 20)
        width: Math.min(implicitWidth, 620)
        height: 64
        text: result.view.rateTitle
        role: "question"
        size: Theme.elder ? 50 : 46
        Accessible.role: Accessible.Heading
    }

    Label {
        visible: !Theme.elder
        x: question.x + question.width + 24
        y: question.y
        width: 1032 - x
        height: 64
        text: result.view.rateText
        role: "body"
        size: 34
        color: Theme.ink2
    }

    RatingTiles {
        id: faces

        x: Theme.margin
        y: question.y + (Theme.elder ? 72 : 84)
        score: result.view.face
        onRated: score => result.intent("rate", {
                score: 6 - score
            })
    }

    Row {
        x: Theme.margin
        y: faces.y + 232 + (Theme.elder ? 14 : 20)
        height: 56
        spacing: 14

        Icon {
            id: reminderIcon

            anchors.verticalCenter: parent.verticalCenter
            name: result.view.rated ? "heart" : "identification-card"
            fill: true
            size: 42
            color: result.view.rated ? Theme.m700 : Theme.g700
        }

        Label {
            height: parent.height
            width: Math.min(implicitWidth, Theme.content - 56)
            text: result.view.reminder
            role: "bodyBold"
            size: Theme.elder ? 38 : 36
            color: result.view.rated ? Theme.m700 : Theme.g700
        }
    }

    ActionBar {
        text: result.view.next
        icon: "sign-out"
        onPrimary: result.intent("finish", {})
    }
}
