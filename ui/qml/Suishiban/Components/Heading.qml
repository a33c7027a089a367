import QtQuick
import Suishiban.Theme

/** A screen's title and the sentence below it, in their fixed place. inVisit: below the step bar. */
Item {
    id: heading

    property string title
    property string text
    property bool inVisit: true
    property color ink: Theme.ink
    /** Of the sentence; bold when it is news. */
    property color textColor: Theme.ink2
    property bool textBold: false
    readonly property real bottomY: y + height

    x: Theme.margin
    y: inVisit ? Theme.titleY : Theme.titleYPlain
    width: Theme.content
    height: subtitle.visible ? subtitle.y + subtitle.height : titleLabel.height

    Label {
        id: titleLabel

        width: parent.width
        role: "title"
        // Large type breaks a long title where one would breathe.
        text: Theme.elder && heading.title.length > 10 ? heading.title.replace("，", "，\n") : heading.title
        // Large type has the place of two lines, or of three smaller ones; otherwise one, or two small ones.
        lines: Theme.elder ? 3 : smallest.advanceWidth > width ? 2 : 1
        room: Theme.elder ? 2 * pitch : lines * Math.ceil(minimumSize * lineFactor)
        height: lines > 1 ? Math.min(implicitHeight, Math.max(room, contentHeight)) : pitch
        color: heading.ink
        minimumSize: Theme.elder ? 56 : 40
        Accessible.role: Accessible.Heading

        TextMetrics {
            id: smallest

            font.family: titleLabel.song ? Theme.song : Theme.sans
            font.pixelSize: titleLabel.minimumSize
            font.weight: titleLabel.bold ? Font.Bold : Font.Normal
            text: heading.title
        }
    }

    Label {
        id: subtitle

        y: titleLabel.height + (Theme.elder ? 4 : 8)
        width: parent.width
        role: "lead"
        text: heading.text
        lines: Theme.elder ? 2 : 1
        color: heading.textColor
        bold: heading.textBold
        visible: text !== ""
    }
}
