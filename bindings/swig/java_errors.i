// SPDX-License-Identifier: Apache-2.0
// What fails is raised as a Java exception. Read before anything is declared: what stands above a
// %exception goes without, and an error there would end the program.
%allowexception;  // for fields, too
%exception {
  try {
    $action
  } catch (...) {
    weirj::raise_current(jenv);
    return $null;
  }
}
