// Structmatrix measures arrays and structs by value: 4×4 matrices and vectors passed, returned and stored in slices.
package main

import "fmt"

type vec struct{ x, y, z, w float64 }

type mat struct{ rows [4]vec }

func (a vec) dot(b vec) float64 { return a.x*b.x + a.y*b.y + a.z*b.z + a.w*b.w }

func (m mat) column(i int) vec {
	switch i {
	case 0:
		return vec{m.rows[0].x, m.rows[1].x, m.rows[2].x, m.rows[3].x}
	case 1:
		return vec{m.rows[0].y, m.rows[1].y, m.rows[2].y, m.rows[3].y}
	case 2:
		return vec{m.rows[0].z, m.rows[1].z, m.rows[2].z, m.rows[3].z}
	}
	return vec{m.rows[0].w, m.rows[1].w, m.rows[2].w, m.rows[3].w}
}

func (m mat) mul(n mat) (r mat) {
	a, b, c, d := n.column(0), n.column(1), n.column(2), n.column(3)
	for i, row := range m.rows {
		r.rows[i] = vec{row.dot(a), row.dot(b), row.dot(c), row.dot(d)}
	}
	return r
}

func (m *mat) apply(v vec) vec {
	return vec{m.rows[0].dot(v), m.rows[1].dot(v), m.rows[2].dot(v), m.rows[3].dot(v)}
}

func main() {
	turn := mat{[4]vec{{0.8, -0.6, 0, 0}, {0.6, 0.8, 0, 0}, {0, 0, 1, 0.5}, {0, 0, 0, 1}}}
	m := turn
	points := make([]vec, 1000)
	for i := range points {
		points[i] = vec{float64(i), float64(i % 7), float64(i % 13), 1}
	}
	grid := make([][]mat, 20)
	for i := range grid {
		grid[i] = make([]mat, 20)
		for j := range grid[i] {
			grid[i][j] = turn
			grid[i][j].rows[2].w = float64(i*j) / 400
		}
	}
	sum := 0.0
	for round := range 60_000 {
		m = m.mul(turn)
		m.rows[2].w = 0.25
		for i := range points {
			points[i] = m.apply(points[i])
		}
		row := grid[round%20]
		for j := range row {
			row[j] = row[j].mul(m)
			row[j].rows[2].w = 0.125
			grid[j][round%20].rows[3] = vec{0, 0, 0, 1}
		}
		sum += points[round%1000].x
	}
	fmt.Printf("%.6f %.6f\n", sum, grid[3][4].rows[0].dot(points[17]))
}
