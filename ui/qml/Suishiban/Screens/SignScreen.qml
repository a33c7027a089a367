pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Theme
import Suishiban.Components

/**
* The declaration and the pad. view (ui/views/sign.py SignView):
*   title, declarationTitle: string, declaration: [string] (≤ 6), prompt, hint: string, working: bool,
*   troubleTitle, troubleText: string, next: string.
* intents: signed {strokes: [[[x, y, ms] or [x, y, ms, pressure], …], …]}, x and y as shares of the pad.
*/
KioskScreen {
    id: sign

    /** The pad gives way to what is signed: every word of that has to be read. */
    readonly property real padY: (Theme.elder ? 1100 : 978) + fitted.shift
    /** Size of the declaration's type, and how far the pad goes down for it. */
    readonly property var fitted: fit(Theme.elder ? (Tr.english ? 38 : 42) : Tr.english ? 32 : 36)
    /** How much ink there was when 签好了 was pressed: the answer is about that ink, and gone with the next stroke. */
    property int judged: 0
    readonly property bool troubled: view.troubleTitle !== "" && (pad.inkPoints === 0 || pad.inkPoints === judged)

    function fit(size: int): var {
        const from = Theme.elder ? heading.bottomY + 12 + 16 + 84 : 494 + 84 + 100;
        for (const [wide, shift] of [[size, 0], [size, 90], [size - 4, 90], [size - 4, 180], [28, 180], [28, 260]])
            if (from + taken(wide) + 20 <= (Theme.elder ? 1100 : 978) + shift || shift === 260)
                return {
                    size: wide,
                    shift: shift
                };
    }

    /** What the lines take up in type of `size`: a Chinese character is as wide as it is high, any other about half. */
    function taken(size: int): real {
        const room = (Theme.content - 56 - 56) / size - 1;
        const lines = view.declaration.map(text => {
            const wide = text.length - 0.52 * (text.match(/[\x00-\xff]/g) ?? []).length;
            return Math.ceil(wide / room) * size * 1.42 + (Theme.elder ? 4 : 8);
        });
        return lines.reduce((sum, each) => sum + each, 0);
    }

    function shares(): var {
        const wide = pad.width - 12;
        const high = pad.height - 12;
        const inside = value => Math.max(0, Math.min(1, value));
        return pad.strokes.map(stroke => stroke.map(point => [inside(point[0] / wide), inside(point[1] / high), ...point.slice(2)]));
    }

    Heading {
        id: heading

        title: sign.view.title
    }

    Card {
        id: declaration

        readonly property int size: sign.fitted.size

        x: Theme.margin
        y: Theme.elder ? heading.bottomY + 12 : 494
        width: Theme.content
        height: sign.padY - y - (Theme.elder ? 84 : 100)

        Icon {
            id: scales

            visible: !Theme.elder
            x: 28
            y: 24
            name: "scales"
            size: 44
        }

        Label {
            visible: !Theme.elder
            x: 88
            y: 20
            width: parent.width - 116
            height: 56
            text: sign.view.declarationTitle
            role: "section"
            size: 38
            Accessible.role: Accessible.Heading
        }

        Column {
            id: lines

            readonly property real upper: Theme.elder ? 16 : 84
            readonly property real room: declaration.height - upper - 20
            readonly property int count: Math.max(1, sign.view.declaration.length)

            x: 28
            y: upper + Math.max(0, (room - childrenRect.height) / 2)
            width: parent.width - 56
            spacing: Theme.elder ? 4 : 8

            Repeater {
                model: sign.view.declaration

                Item {
                    id: line

                    required property string modelData
                    required property int index

                    width: parent.width
                    height: text.height

                    Label {
                        width: 52
                        text: (line.index + 1) + "."
                        role: "bodyBold"
                        size: declaration.size
                        color: Theme.a700
                        Accessible.ignored: true
                    }

                    Label {
                        id: text

                        x: 56
                        width: parent.width - x
                        text: line.modelData
                        role: "body"
                        size: declaration.size
                        lines: 6
                    }
                }
            }
        }
    }

    Label {
        x: Theme.margin
        y: sign.padY - (Theme.elder ? 74 : 84)
        width: sign.troubled ? Theme.content : Theme.content - hint.width - 80
        height: Theme.elder ? 66 : 72
        text: sign.troubled ? sign.view.troubleTitle + (Tr.english ? ". " : "，") + sign.view.troubleText : sign.view.prompt
        role: "section"
        size: Theme.elder ? 44 : 40
        color: sign.troubled ? Theme.g700 : Theme.ink
    }

    Row {
        visible: !sign.troubled && !Theme.elder
        anchors.right: parent.right
        anchors.rightMargin: Theme.margin
        y: sign.padY - 84
        height: 72
        spacing: 12

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: "hand-pointing"
            size: 42
        }

        Label {
            id: hint

            height: parent.height
            text: sign.view.hint
            role: "body"
            size: 34
            color: Theme.ink2
        }
    }

    SignaturePad {
        id: pad

        x: Theme.margin
        y: sign.padY
        width: Theme.content
        height: Theme.actionY - y - 30
        name: Tr.t("sign.pad")
        hint: Tr.t("sign.area")
        doneText: sign.troubled ? "" : Tr.t("sign.signed")
        enabled: !sign.view.working
    }

    ActionBar {
        text: sign.view.next
        icon: "arrow-right"
        // Two dots are answered with a sentence, not with a button that stays dead.
        primaryEnabled: pad.inkPoints > 0
        loading: sign.view.working
        loadingText: Tr.t("sign.working")
        secondaryText: Tr.t("sign.clear")
        secondaryIcon: "eraser"
        secondaryEnabled: pad.strokes.length > 0 && !sign.view.working
        onPrimary: {
            sign.judged = pad.inkPoints;
            sign.intent("signed", {
                strokes: sign.shares()
            });
        }
        onSecondary: pad.clear()
    }
}
