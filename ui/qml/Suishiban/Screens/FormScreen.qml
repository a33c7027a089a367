pragma ComponentBehavior: Bound
import QtQuick
import Suishiban.Components

/**
* What is known with where it came from, and the one question left. view (ui/views/form.py FormView):
*   kind: "summary" | "choice" | "question", page: int, title, text: string, masked: bool, next: string,
*   rows: [{key, label, value, full, source, origin: "card" | "government" | "later", icon}],
*   questions: [{key, kind: "choice" | what is typed, label, question, pick, help, value, typed: int, maxLength: int,
*     pad: "" | "digits" | "code", extra: string, choices: [{key, title, text, icon}], shortcut, shortcutText}],
*   missing, missingText: string (what could not be fetched), filled, filledText: string, errorKey, errorTitle, errorText: string.
* intents: page_answered {answers: {key: text}, typed: {key: count}}, help {}.
*/
KioskScreen {
    id: form

    // A page of its own for each page of the form: nothing typed on one shows on another.
    Repeater {
        model: pageKey.value

        Loader {
            width: 1080
            height: 1920
            sourceComponent: form.view.kind === "summary" ? summaryPage : form.view.kind === "choice" ? choicePage : questionPage
        }
    }

    Stable {
        id: pageKey

        source: [form.view.kind + form.view.page + (form.view.kind === "summary" ? "" : form.view.questions[0].key)]
    }

    Component {
        id: summaryPage

        FormSummary {
            view: form.view
            onAnswered: answers => form.answer(answers, {})
            onHelp: form.intent("help", {})
        }
    }

    Component {
        id: choicePage

        FormChoice {
            view: form.view
            onAnswered: answers => form.answer(answers, {})
        }
    }

    Component {
        id: questionPage

        FormQuestion {
            view: form.view
            onAnswered: (answers, typed) => form.answer(answers, typed)
        }
    }

    function answer(answers: var, typed: var): void {
        form.intent("page_answered", {
            answers: answers,
            typed: typed
        });
    }
}
