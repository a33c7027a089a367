import QtQuick
import Suishiban.Theme

/**
* Text in a fixed line box, lifted .056 em, that never clips: it wraps or shrinks down to the 28 px floor.
*
* One line unless `lines` > 1. Width-limited text shrinks to fit; wrapped text also shrinks to fit a given height.
*/
Item {
    id: label

    property string text
    property string role: "body"
    property int size: Theme.roles[role].size
    property bool bold: Theme.roles[role].bold
    property bool song: Theme.roles[role].song
    property real lineFactor: Theme.roles[role].line
    property color color: Theme.ink
    property int lines: 1
    property int align: Text.AlignLeft
    property int vAlign: Text.AlignVCenter
    property int minimumSize: Math.min(size, pictured ? 10 : Theme.floor)
    property bool fit: true
    /** Height that wrapped text may take before it shrinks. */
    property real room: lines * pitch
    /** Height of one line of the role's full size. */
    readonly property real pitch: Math.round(size * lineFactor)
    readonly property real effectivePitch: glyphs.fontInfo.pixelSize * lineFactor
    readonly property int lineCount: glyphs.lineCount
    readonly property real contentWidth: glyphs.contentWidth
    readonly property real contentHeight: glyphs.lineCount * effectivePitch
    readonly property bool truncated: glyphs.truncated
    readonly property int effectiveSize: glyphs.fontInfo.pixelSize
    /** Text on a picture of paper, not for reading: may be smaller than the floor. */
    property bool pictured: false

    implicitWidth: Math.ceil(glyphs.implicitWidth)
    implicitHeight: Math.max(1, lines > 1 ? glyphs.lineCount : 1) * pitch
    Accessible.role: Accessible.StaticText
    Accessible.name: text
    Accessible.ignored: text === ""

    Text {
        id: glyphs

        readonly property real natural: fontInfo.pixelSize * 1.448
        readonly property real surplus: natural - label.effectivePitch
        readonly property real free: label.height - label.contentHeight

        width: label.width
        // Qt compares the natural height with this when it shrinks wrapped text.
        height: label.lines > 1 ? label.room + label.size * (1.448 - label.lineFactor) : implicitHeight
        y: (label.vAlign === Text.AlignTop ? 0 : label.vAlign === Text.AlignBottom ? free : free / 2) - surplus / 2 - fontInfo.pixelSize * Theme.lift
        text: label.text
        textFormat: Text.PlainText
        color: label.color
        font.family: label.song ? Theme.song : Theme.sans
        font.pixelSize: label.size
        font.weight: label.bold ? Font.Bold : Font.Normal
        horizontalAlignment: label.align
        lineHeightMode: Text.ProportionalHeight
        lineHeight: label.lines > 1 ? label.lineFactor / 1.448 : 1
        wrapMode: label.lines > 1 ? Text.Wrap : Text.NoWrap
        maximumLineCount: label.lines
        fontSizeMode: !label.fit ? Text.FixedSize : label.lines > 1 ? Text.Fit : Text.HorizontalFit
        minimumPixelSize: label.minimumSize
        renderType: Text.QtRendering
        Accessible.ignored: true
    }
}
