// SPDX-License-Identifier: Apache-2.0
// What fails is raised as a Python exception. Read before anything is declared: what stands above a
// %exception goes without, and an error there would end the program.
%allowexception;  // for fields, too
%exception {
  try {
    $action
  } catch (const weirpy::PythonError&) {
    SWIG_fail;
  } catch (const weirpy::PythonException& error) {
    weirpy::raise_again(error.value());
    SWIG_fail;
  } catch (const weir::Error& error) {
    weirpy::set_error(error.status(), error.what());
    SWIG_fail;
  } catch (const std::bad_alloc&) {
    weirpy::set_error(WEIR_E_NO_MEMORY, "the machine has no more memory");
    SWIG_fail;
  } catch (const std::exception& error) {
    weirpy::set_error(WEIR_E_INTERNAL, error.what());
    SWIG_fail;
  }
}
