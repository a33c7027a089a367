import QtQuick

/**
 * A list that stays the same object while its content is the same.
 *
 * Every new view brings new lists; a Repeater on `value` instead keeps its delegates, and their focus, through updates.
 */
QtObject {
    required property var source
    readonly property string content: JSON.stringify(source ?? [])
    readonly property var value: JSON.parse(content)
}
