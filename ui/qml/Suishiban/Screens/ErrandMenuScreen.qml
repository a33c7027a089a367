pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* What to choose from. view (ui/views/errand_parts.py ErrandMenuView):
*   title, text, choices: [{key, icon, title, lines: [string], intent}], remark: {tone, icon, title, text} or null.
* intents: whatever a choice says, with {key}.
*/
KioskScreen {
    id: menu

    Heading {
        id: heading

        inVisit: false
        title: menu.view.title
        text: menu.view.text
    }

    Column {
        x: Theme.margin
        y: heading.bottomY + 32
        spacing: Theme.gutter

        Repeater {
            model: menu.view.choices

            LinkRow {
                required property var modelData

                objectName: "choice-" + modelData.key
                height: Theme.elder ? 186 : 164
                icon: modelData.icon
                title: modelData.title
                text: modelData.lines[0]
                onTapped: menu.intent(modelData.intent, {
                    key: modelData.key
                })
            }
        }
    }

    Note {
        visible: menu.view.remark !== null && !Theme.elder
        x: Theme.margin
        y: Theme.actionY
        height: Theme.actionHeight
        icon: menu.view.remark?.icon ?? "info"
        title: menu.view.remark?.title ?? ""
        text: menu.view.remark?.text ?? ""
    }
}
