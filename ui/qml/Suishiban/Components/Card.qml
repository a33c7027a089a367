import QtQuick
import Suishiban.Theme

/** A flat panel: surface and hairline. tone other than "" takes that tone's soft fill. */
Rectangle {
    property string tone

    radius: Theme.radiusCard
    color: tone === "" ? Theme.surface : Theme.tone(tone).soft
    border.width: 2
    border.color: tone === "" ? Theme.line : Theme.tone(tone).line
}
