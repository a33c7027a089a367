import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* A number from paper, and what proves that it is theirs. view (ui/views/errand_parts.py ErrandNumberView):
*   title, text, numberLabel, numberLongest, proofLabel, proofLongest, proofExtra (then digits only), error, working, send.
* intents: number {number, proof}.
*/
KioskScreen {
    id: page

    function send(): void {
        // qmllint disable missing-property
        Qt.inputMethod.commit();
        // qmllint enable missing-property
        page.intent("number", {
            number: number.input.text,
            proof: proof.input.text
        });
    }

    Heading {
        id: heading

        inVisit: false
        title: page.view.title
        text: page.view.text
    }

    TextField {
        id: number

        objectName: "numberField"
        x: Theme.margin
        y: heading.bottomY + 28
        width: Theme.content
        boxHeight: 116
        label: page.view.numberLabel
        maximumLength: page.view.numberLongest
        capitals: true
        wantsFocus: true
        enterText: Tr.t("errand.field.next")
        onEntered: proof.input.forceActiveFocus()
    }

    TextField {
        id: proof

        objectName: "proofField"
        x: Theme.margin
        y: number.y + number.height + 28
        width: Theme.content
        boxHeight: 116
        label: page.view.proofLabel
        maximumLength: page.view.proofLongest
        digits: page.view.proofExtra !== ""
        extra: page.view.proofExtra
        capitals: page.view.proofExtra === ""
        enterText: page.view.send
        onEntered: page.send()
    }

    Icon {
        visible: help.text !== ""
        x: Theme.margin
        y: help.y + 4
        name: "warning-octagon"
        fill: true
        size: 38
        color: Theme.c700
    }

    Label {
        id: help

        x: Theme.margin + 54
        y: proof.y + proof.height + 14
        width: Theme.content - 54
        height: contentHeight
        lines: 2
        role: "small"
        bold: true
        text: page.view.error
        color: Theme.c700
    }

    ActionBar {
        visible: !Typing.open || page.view.working
        text: page.view.send
        icon: "magnifying-glass"
        loading: page.view.working
        loadingText: Tr.t("errand.asking")
        onPrimary: page.send()
    }
}
