pragma Singleton
import QtQuick

/** The words of the chosen language. Bindings that call t() follow a change of language at once. */
QtObject {
    id: tr

    /** The whole catalogue as JSON text; Python sets it (ui/translator.py). */
    property string source: "{}"
    property string language: "zh_CN"
    readonly property bool english: language === "en"
    readonly property var texts: JSON.parse(source)

    /** The sentence of `key` with its {name} places filled from `values`, and [day|days] by their count: as ui/i18n says it. */
    function t(key: string, values: var): string {
        const template = texts[key];
        if (template === undefined) {
            if (source !== "{}")
                console.warn("no text for", key, "in", language);
            return key;
        }
        const one = values?.count === 1;
        const counted = template.replace(/\[([^|\]]*)\|([^|\]]*)\]/g, (whole, single, many) => one ? single : many);
        if (values === undefined || values === null)
            return counted;
        return counted.replace(/\{(\w+)\}/g, (whole, name) => values[name] === undefined ? whole : String(values[name]));
    }
}
