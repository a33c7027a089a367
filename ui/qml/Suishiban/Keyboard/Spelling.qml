pragma Singleton
import QtQuick
import QtQuick.VirtualKeyboard

/** The word that is being spelt. */
QtObject {
    /**
    * Puts the letters into the field as they stand there: no guess that nobody chose, and nothing lost. To be called before
    * the field is confirmed or the keys change, either of which would drop them.
    */
    function keep(): void {
        if (InputContext.preeditText !== "")
            InputContext.inputEngine.virtualKeyClick(Qt.Key_Return, "\n", Qt.NoModifier);
    }
}
