import QtQuick
import QtQuick.VirtualKeyboard
import QtQuick.VirtualKeyboard.Styles
import Suishiban.Theme
import Suishiban.Components
import Suishiban.Keyboard

/** The design's keyboard: keys 92×104 on ledges, pitch 104×122, candidates 110 high. */
KeyboardStyle {
    id: style

    keyboardDesignWidth: 1080
    keyboardDesignHeight: 512
    keyboardRelativeLeftMargin: 18 / 1080
    keyboardRelativeRightMargin: 18 / 1080
    keyboardRelativeTopMargin: 13 / 512
    keyboardRelativeBottomMargin: 11 / 512
    selectionListHeight: 110

    keyboardBackground: Rectangle {
        color: Theme.keyboardTray
    }

    keyPanel: KeyPanel {
        id: letter

        KeyFace {
            down: letter.control.pressed
            soft: letter.control.functionKey
            size: letter.control.functionKey ? 36 : 46
            text: letter.control.functionKey || letter.control.displayText.length > 1 || !Tr.english || letter.control.uppercased ? letter.control.displayText.toUpperCase() : letter.control.displayText
        }
    }

    backspaceKeyPanel: KeyPanel {
        id: backspace

        KeyFace {
            down: backspace.control.pressed
            soft: true
            icon: "backspace"
        }
    }

    enterKeyPanel: KeyPanel {
        id: enter

        KeyFace {
            down: enter.control.pressed
            strong: true
            text: enter.control.displayText
            size: 42
        }
    }

    hideKeyPanel: KeyPanel {
        id: hide

        KeyFace {
            down: hide.control.pressed
            soft: true
            text: hide.control.displayText
            size: 36
        }
    }

    shiftKeyPanel: KeyPanel {
        id: shift

        KeyFace {
            down: shift.control.pressed || InputContext.uppercase
            soft: true
            icon: "arrow-fat-up"
        }
    }

    spaceKeyPanel: KeyPanel {
        id: space

        KeyFace {
            down: space.control.pressed
            text: space.control.displayText
            size: 36
        }
    }

    symbolKeyPanel: KeyPanel {
        id: symbol

        KeyFace {
            down: symbol.control.pressed
            soft: true
            text: symbol.control.displayText
            size: symbol.control.displayText.length > 3 ? 34 : 40
        }
    }

    selectionListDelegate: SelectionListItem {
        id: candidate

        readonly property real start: ListView.view ? x - ListView.view.contentX : 0
        readonly property real room: ListView.view ? ListView.view.width : width

        width: Math.max(88, words.implicitWidth + 44)
        // Half a word is none; unless it alone is too long for the bar.
        visible: width > room || (start > -1 && start + width <= room)

        Rectangle {
            visible: candidate.ListView.isCurrentItem || candidate.first
            x: 10
            y: 10
            width: parent.width - 12
            height: parent.height - 20
            radius: 14
            color: Theme.a100
        }

        readonly property bool first: ListView.view ? ListView.view.currentIndex === -1 && x === 0 : false

        Label {
            id: words

            anchors.centerIn: parent
            // The list's delegates read the model's roles from their context.
            // qmllint disable
            text: display
            // qmllint enable
            role: "listTitle"
            size: 44
            bold: candidate.ListView.isCurrentItem || candidate.first
            color: bold ? Theme.a700 : Theme.ink
        }
    }

    selectionListBackground: Rectangle {
        color: Theme.surface
        visible: !Typing.ownCandidates
    }
}
