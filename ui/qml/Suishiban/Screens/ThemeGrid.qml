pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** Matters by theme, four in a row. */
Grid {
    id: grid

    signal intent(string name, var args)

    property var themes: []
    property int tileHeight: 118

    columns: 4
    spacing: Theme.gutter

    Repeater {
        model: grid.themes

        Tile {
            required property var modelData

            objectName: "theme-" + modelData.key
            width: 228
            height: grid.tileHeight
            icon: modelData.icon
            titleSize: Tr.english ? 31 : 34
            title: modelData.title
            onTapped: grid.intent("theme", {
                key: modelData.key
            })
        }
    }
}
