import QtQuick
import Suishiban.Theme

/** A flat status tag; never pressable. Height 1.75 × size. */
Rectangle {
    id: chip

    property string text
    property string icon
    property bool iconFill: true
    property string tone: "info"
    property int size: Theme.roles.captionBold.size
    property bool pill: false
    /** Overrides for chips on pictures. */
    property color ink: Theme.tone(tone).text

    implicitWidth: Math.ceil(label.implicitWidth) + (icon === "" ? 0 : Math.round(size * 1.35)) + Math.round(size * 1.1)
    implicitHeight: Math.round(size * 1.75 / 2) * 2
    radius: pill ? height / 2 : Theme.radiusChip
    color: Theme.tone(tone).fill
    Accessible.role: Accessible.StaticText
    Accessible.name: text

    Icon {
        x: Math.round(chip.size * 0.5)
        anchors.verticalCenter: parent.verticalCenter
        name: chip.icon
        fill: chip.iconFill
        size: Math.round(chip.size * 1.15)
        color: chip.ink
    }

    Label {
        id: label

        anchors.right: parent.right
        anchors.rightMargin: Math.round(chip.size * 0.5)
        height: parent.height
        text: chip.text
        role: "captionBold"
        size: chip.size
        color: chip.ink
        fit: false
        Accessible.ignored: true
    }
}
