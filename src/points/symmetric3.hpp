// SPDX-License-Identifier: Apache-2.0
// Eigenvalues and eigenvectors of a symmetric 3x3 matrix by cyclic Jacobi rotations (Golub and Van
// Loan, Matrix Computations, 8.5): accurate also where two values meet, which closed forms are not.
#pragma once

#include <cmath>
#include <cstddef>
#include <utility>

namespace weir::points {

struct Eigen3 {
  double values[3];      // the greatest first; of a covariance, none below zero
  double vectors[3][3];  // vectors[i] belongs to values[i], of length 1
};

inline Eigen3 eigen3(double xx, double xy, double xz, double yy, double yz, double zz) noexcept {
  double a[3][3] = {{xx, xy, xz}, {xy, yy, yz}, {xz, yz, zz}};
  double v[3][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};  // in columns
  for (int sweep = 0; sweep < 16; ++sweep) {
    const double off = a[0][1] * a[0][1] + a[0][2] * a[0][2] + a[1][2] * a[1][2];
    const double on = a[0][0] * a[0][0] + a[1][1] * a[1][1] + a[2][2] * a[2][2];
    if (off <= 1e-30 * on || off == 0) break;
    for (const auto& [p, q] : {std::pair{0, 1}, std::pair{0, 2}, std::pair{1, 2}}) {
      if (a[p][q] == 0) continue;
      const double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
      const double t = std::copysign(1 / (std::abs(theta) + std::sqrt(theta * theta + 1)), theta);
      const double c = 1 / std::sqrt(t * t + 1), s = t * c;
      const int r = 3 - p - q;
      const double apq = a[p][q], arp = a[r][p], arq = a[r][q];
      a[p][p] -= t * apq;
      a[q][q] += t * apq;
      a[p][q] = a[q][p] = 0;
      a[r][p] = a[p][r] = c * arp - s * arq;
      a[r][q] = a[q][r] = s * arp + c * arq;
      for (auto& row : v) {
        const double vp = row[p], vq = row[q];
        row[p] = c * vp - s * vq;
        row[q] = s * vp + c * vq;
      }
    }
  }
  int order[3] = {0, 1, 2};
  if (a[order[0]][order[0]] < a[order[1]][order[1]]) std::swap(order[0], order[1]);
  if (a[order[1]][order[1]] < a[order[2]][order[2]]) std::swap(order[1], order[2]);
  if (a[order[0]][order[0]] < a[order[1]][order[1]]) std::swap(order[0], order[1]);
  Eigen3 out;
  for (int i = 0; i < 3; ++i) {
    // Rounding can push a value that is zero below it; a covariance has none there.
    out.values[i] = std::fmax(a[order[i]][order[i]], 0.0);
    for (int axis = 0; axis < 3; ++axis) out.vectors[i][axis] = v[axis][order[i]];
  }
  return out;
}

}  // namespace weir::points
