import QtQuick
import Suishiban.Theme
import Suishiban.Components

/** The heading of one block of the guide, with the room above and below it. */
Item {
    id: section

    property string text
    property real gap: 18

    width: Theme.content
    height: gap + label.height + 12

    Label {
        id: label

        y: section.gap
        width: parent.width
        text: section.text
        role: "section"
        Accessible.role: Accessible.Heading
    }
}
