import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* What was written, before it is sent. view (ui/views/errand_parts.py ErrandCheckView):
*   title, text, said, error: string, primary, secondary: {label, intent, args, icon, loading}.
* intents: whatever a way says.
*/
KioskScreen {
    id: check

    Heading {
        id: heading

        inVisit: false
        title: check.view.title
        text: check.view.text
    }

    Note {
        id: note

        visible: check.view.error !== ""
        x: Theme.margin
        y: heading.bottomY + 24
        width: Theme.content
        tone: "warn"
        icon: "warning"
        title: check.view.error
    }

    Card {
        id: paper

        x: Theme.margin
        y: (note.visible ? note.y + note.height : heading.bottomY) + 28
        width: Theme.content
        height: said.height + 56

        Label {
            id: said

            objectName: "writtenText"
            x: 32
            y: 28
            width: parent.width - 64
            text: check.view.said
            role: "body"
            size: Theme.elder ? 46 : 40
            lines: 40
            room: Theme.actionY - 24 - paper.y - 56
            height: contentHeight
        }
    }

    ErrandWays {
        primary: check.view.primary
        secondary: check.view.secondary
        onChosen: (name, args) => check.intent(name, args)
    }
}
