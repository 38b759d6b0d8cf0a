// SPDX-License-Identifier: Apache-2.0
// Python callables where the facade wants its callback classes.
#ifndef WEIR_PYTHON_CALLBACKS_HPP
#define WEIR_PYTHON_CALLBACKS_HPP

#include <vector>

#include "convert.hpp"

namespace weirpy {

// A callable, let go with the GIL from whatever thread it ends in; leaked when Python is gone.
class Callable {
 public:
  explicit Callable(PyObject* callable) : callable_(Py_NewRef(callable)) {}
  ~Callable() {
    if (callable_ == nullptr) return;
    const Inside inside;
    if (inside) Py_DECREF(callable_);
  }
  Callable(const Callable&) = delete;
  Callable& operator=(const Callable&) = delete;
  PyObject* get() const noexcept { return callable_; }
  // Lets go while the GIL is held anyway.
  void clear() { Py_CLEAR(callable_); }

 private:
  PyObject* callable_;
};

// An exception on its way through the library, back to the Python code that called it.
class PythonException : public std::exception {
 public:
  explicit PythonException(Ref value)
      : text_(std::string(Py_TYPE(value.get())->tp_name) + ": " + text_of(value.get())),
        value_(std::make_shared<Callable>(value.get())) {}
  const char* what() const noexcept override { return text_.c_str(); }
  PyObject* value() const noexcept { return value_->get(); }

 private:
  std::string text_;
  std::shared_ptr<Callable> value_;
};

// The validation that this thread is in the middle of, when Python asked for it: its rules get the
// caller's own object, and what they raise is kept for the report.
struct Validation {
  const char* document;  // see identity()
  PyObject* config;
  PyObject* raised;  // list of (rule name, exception)
  Ref fatal;         // KeyboardInterrupt and the like: not a rule's failure
  Validation* outer;
  static Validation*& current() {
    static thread_local Validation* current = nullptr;
    return current;
  }
  // Where a document keeps its first key: a rule is handed another handle to the same document.
  // Without keys there is none, and nothing in it to mistake.
  static const char* identity(const weir_json* json) {
    const char* key = nullptr;
    if (weir_json_get_key(json, "", 0, &key, nullptr) != WEIR_OK) key = nullptr;
    return key;
  }
};

class PyRule final : public weir::RuleCallback {
 public:
  PyRule(PyObject* function, std::string name) : function_(function), name_(std::move(name)) {}

  bool check(const weir::JsonView& config, weir::FindingSink& sink) override {
    const Inside inside;
    if (!inside) throw std::runtime_error("Python is ending");
    Validation* validation = Validation::current();
    const bool ours =
        validation != nullptr && validation->document == Validation::identity(config.get());
    if (ours && validation->fatal) throw std::runtime_error("interrupted");
    const Ref value = ours ? Ref::borrow(validation->config) : loaded(config);
    const Ref verdict(value ? PyObject_CallOneArg(function_.get(), value.get()) : nullptr);
    if (!verdict) fail(ours ? validation : nullptr);
    return read(verdict.get(), sink);
  }

 private:
  static Ref loaded(const weir::JsonView& config) {
    const std::string text = config.write();
    return Ref(PyObject_CallFunction(hook("loads"), "s#", text.data(),
                                     static_cast<Py_ssize_t>(text.size())));
  }
  [[noreturn]] void fail(Validation* validation) const {
    Ref error = take_exception();
    const std::string text = std::string("the rule raised ") + Py_TYPE(error.get())->tp_name +
                             ": " + text_of(error.get());
    if (validation != nullptr) {
      if (!PyErr_GivenExceptionMatches(error.get(), PyExc_Exception)) {
        validation->fatal = std::move(error);
      } else {
        const Ref item(Py_BuildValue("(sO)", name_.c_str(), error.get()));
        if (!item || PyList_Append(validation->raised, item.get()) != 0) PyErr_Clear();
      }
    }
    throw std::runtime_error(text);
  }
  // A bool alone, or a tuple: bool, and then message, hint and field, or None for any of these.
  bool read(PyObject* verdict, weir::FindingSink& sink) const {
    const Py_ssize_t size = PyTuple_Check(verdict) ? PyTuple_GET_SIZE(verdict) : 0;
    if (size >= 2 && size <= 4) {
      const int holds = PyObject_IsTrue(PyTuple_GET_ITEM(verdict, 0));
      if (holds < 0) fail(nullptr);
      const auto said = [&](Py_ssize_t index) {
        return index < size && PyTuple_GET_ITEM(verdict, index) != Py_None;
      };
      if (said(1)) sink.message(text_of(PyTuple_GET_ITEM(verdict, 1)));
      if (said(2)) sink.hint(text_of(PyTuple_GET_ITEM(verdict, 2)));
      if (said(3)) sink.field(text_of(PyTuple_GET_ITEM(verdict, 3)));
      return holds == 1;
    }
    if (PyBool_Check(verdict)) return verdict == Py_True;
    const std::string type = Py_TYPE(verdict)->tp_name;
    if (type == "numpy.bool_" || type == "numpy.bool") return PyObject_IsTrue(verdict) == 1;
    throw std::runtime_error(
        "the rule returned " + type +
        ": return a bool, (bool, message), (bool, message, hint) or a weir.Verdict");
  }
  Callable function_;
  std::string name_;
};

class PyProgress final : public weir::ProgressCallback {
 public:
  explicit PyProgress(PyObject* function) : function_(function) {}
  bool progress(uint64_t done, uint64_t total) override {
    const Inside inside;
    if (!inside) return false;
    const Ref answer(PyObject_CallFunction(function_.get(), "KK", done, total));
    const int cancel = answer ? PyObject_IsTrue(answer.get()) : -1;
    if (cancel < 0) throw PythonException(take_exception());
    return cancel == 1;
  }

 private:
  Callable function_;
};

// Nobody up the stack of a library's thread could catch: sys.unraisablehook hears.
class PyDone final : public weir::DoneCallback {
 public:
  explicit PyDone(PyObject* function) : function_(function) {}
  void done(weir_status status) override {
    const Inside inside;
    if (!inside) return;
    const Ref told(PyLong_FromLong(status));
    const Ref answer(told ? PyObject_CallOneArg(function_.get(), told.get()) : nullptr);
    if (!answer) PyErr_WriteUnraisable(function_.get());
    function_.clear();  // it is called once
  }

 private:
  Callable function_;
};

class PyLog final : public weir::LogCallback {
 public:
  explicit PyLog(PyObject* function) : function_(function) {}
  void log(uint32_t level, const std::string& text) override {
    const Inside inside;
    if (!inside) return;
    // The thread may be on its way out with an exception of its own.
    PyObject *type = nullptr, *value = nullptr, *trace = nullptr;
    PyErr_Fetch(&type, &value, &trace);
    const Ref answer(PyObject_CallFunction(function_.get(), "Is#", level, text.data(),
                                           static_cast<Py_ssize_t>(text.size())));
    if (!answer) PyErr_WriteUnraisable(function_.get());
    PyErr_Restore(type, value, trace);
  }

 private:
  Callable function_;
};

// A Python object as a JSON document, with notes of what had no form in it.
inline weir::Json json_of(PyObject* value, std::vector<Note>* notes) {
  JsonWriter writer;
  writer.write(value);
  if (notes != nullptr) *notes = writer.notes();
  return weir::Json::parse(writer.text());
}

// The configuration of a validation: a weir.Json as it is, anything else through its JSON text.
struct Subject {
  Subject(PyObject* config, const weir::JsonView* document) {
    if (document != nullptr) {
      json = document->get();
      const std::string text = document->write();
      value = Ref(PyObject_CallFunction(hook("loads"), "s#", text.data(),
                                        static_cast<Py_ssize_t>(text.size())));
      if (!value) throw PythonError{};
      return;
    }
    made = std::make_unique<weir::Json>(json_of(config, &notes));
    json = made->get();
    value = Ref::borrow(config);
  }
  std::unique_ptr<weir::Json> made;
  const weir_json* json;
  Ref value;
  std::vector<Note> notes;
};

// (report, raised): every rule on the caller's own object.
inline PyObject* validate(const weir::Rules& rules, const Subject& subject, uint32_t level,
                          bool strict, weir::Report** report_out) {
  Ref raised(PyList_New(0));
  if (!raised) throw PythonError{};
  Validation here{Validation::identity(subject.json), subject.value.get(), raised.get(), Ref(),
                  Validation::current()};
  Validation::current() = &here;
  std::unique_ptr<weir::Report> report;
  try {
    const Outside outside;
    report =
        std::make_unique<weir::Report>(rules.validate(weir::JsonView(subject.json), level, strict));
  } catch (...) {
    Validation::current() = here.outer;
    throw;
  }
  Validation::current() = here.outer;
  if (here.fatal) {
    raise_again(here.fatal.get());
    throw PythonError{};
  }
  for (const Note& note : subject.notes) {
    report->add(WEIR_LEVEL_WARNING, "json", note.pointer, note.message);
  }
  *report_out = report.release();
  return raised.give();
}

// The short way; the text of the first error, or None.
inline PyObject* first_error(const weir::Rules& rules, const Subject& subject) {
  Ref raised(PyList_New(0));
  if (!raised) throw PythonError{};
  Validation here{Validation::identity(subject.json), subject.value.get(), raised.get(), Ref(),
                  Validation::current()};
  Validation::current() = &here;
  weir_status status = WEIR_OK;
  std::string text;
  {
    const Outside outside;
    status = weir_rules_check(rules.get(), subject.json);
    if (status != WEIR_OK) text = weir_last_error();
  }
  Validation::current() = here.outer;
  if (here.fatal) {
    raise_again(here.fatal.get());
    throw PythonError{};
  }
  if (status < 0) throw weir::Error(status, text);
  if (status == WEIR_OK) Py_RETURN_NONE;
  for (const Note& note : subject.notes) {  // why the rule saw null
    const size_t at = text.find(" " + note.pointer + ": null");
    const std::string reason = note.message.substr(0, note.message.rfind(": the rules see null"));
    if (at != text.npos) text.insert(at + note.pointer.size() + 3, reason + "; in its place ");
  }
  return PyUnicode_FromStringAndSize(text.data(), static_cast<Py_ssize_t>(text.size()));
}

}  // namespace weirpy

#endif  // WEIR_PYTHON_CALLBACKS_HPP
