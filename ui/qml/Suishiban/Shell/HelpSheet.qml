pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* Ways to get help; nothing typed is lost. chrome.helpWays: [{key, icon, title, text, tone, leads}]: a number to call and a
* place to go are said, and are no buttons.
*/
Sheet {
    id: sheet

    signal intent(string name, var args)

    required property var chrome
    readonly property Stable ways: Stable {
        source: sheet.chrome.helpWays
    }

    topY: 560
    open: chrome.helpOpen === true
    objectName: "helpSheet"
    Accessible.name: Tr.t("help.title")

    Label {
        x: Theme.margin
        y: 606
        width: Theme.content
        role: "sheetTitle"
        size: Theme.elder ? 84 : 72
        text: Tr.t("help.title")
    }

    Label {
        x: Theme.margin
        y: 706
        width: Theme.content
        role: "lead"
        text: sheet.chrome.helpText ?? ""
        color: Theme.ink2
    }

    Column {
        x: Theme.margin
        y: 792
        spacing: Theme.gutter

        Repeater {
            model: sheet.ways.value

            LinkRow {
                required property var modelData

                objectName: "help-" + modelData.key
                icon: modelData.icon
                title: modelData.title
                text: modelData.text
                tone: modelData.tone ?? "info"
                leads: modelData.leads === true
                onTapped: sheet.intent("helpWay", {
                    key: modelData.key
                })
            }
        }
    }

    ActionBar {
        shift: 0
        text: Tr.t("help.close")
        icon: "arrow-left"
        onPrimary: sheet.intent("closeHelp", {})
    }

    Footer {
        chrome: sheet.chrome
        onIntent: (name, args) => sheet.intent(name, args)
    }
}
